using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary><c>vocab</c>: the most frequent words, those that are new, or those that are gone.</summary>
internal sealed class VocabCommand : IVerbCommand
{
    private static readonly TableColumn[] Columns = [new("word"), new("count", IsNumber: true)];

    private static readonly TableColumn[] EvictedColumns =
        [new("word"), new("count", IsNumber: true), new("successor"), new("at token", IsNumber: true)];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Vocab;

    /// <inheritdoc/>
    public string Name => "vocab";

    /// <inheritdoc/>
    public string Summary => "lists the most frequent words with their counts, the new ones, or those evicted";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "--evicted lists words that lost their row, as long as the store remembers them (the latest 10,000): their count then, the word that has the row "
        + "since, or had it next, and how many tokens the store had been given.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v vocab --top 100 --store store", "streamw2v vocab --new-since 12 --store store", "streamw2v vocab --evicted --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var top = invocation.Values.Int32(QueryDeclarations.Top);
        var since = invocation.Values.OptionalInteger(ReportDeclarations.NewSince);
        var evicted = invocation.Values.Flag(ReportDeclarations.Evicted);
        if (evicted && since is not null)
        {
            errors.Add("--evicted and --new-since contradict each other: keep one");
        }

        return _ =>
        {
            if (evicted)
            {
                WriteEvicted(invocation.Results, StoreAccess.ReadGeneration(invocation, store.Folder, (_, generation) => Evictions(generation, top)));
            }
            else
            {
                Write(invocation.Results, StoreAccess.ReadGeneration(
                    invocation, store.Folder, (folder, generation) => Words(generation, top, since is { } earlier ? KnownIn(folder, earlier, generation) : null)));
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static List<WordCountResult> Words(Generation generation, int top, WordVectors? known)
    {
        using (known)
        {
            using var vectors = GenerationVectors.Open(generation, verify: false);
            var words = new List<WordCountResult>();
            foreach (var id in vectors.ByFrequency)
            {
                if (words.Count == top)
                {
                    break;
                }

                if (known is null || !known.TryFind(vectors.Token(id), out _))
                {
                    words.Add(new WordCountResult(vectors.Word(id), vectors.CountOf(id)));
                }
            }

            return words;
        }
    }

    private static WordVectors KnownIn(StoreFolder store, long earlier, Generation generation) => store.ReadGeneration(
        earlier,
        found => found.Number < generation.Number
            ? GenerationVectors.Open(found, verify: false)
            : throw new FailedException($"generation {earlier} is not earlier than generation {generation.Number}; give another --new-since, or --generation"));

    private static EvictionsResult Evictions(Generation generation, int top)
    {
        if (!generation.Has(EvictionLogFile.FileName))
        {
            return new EvictionsResult(0, []);
        }

        var log = EvictionLogFile.Read(
            generation.ReadFile(EvictionLogFile.FileName), Path.Combine(generation.Path, EvictionLogFile.FileName));
        return new EvictionsResult(
            log.Total,
            [
                .. log.Entries.Reverse().Take(top).Select(eviction => new EvictionResult(
                    Encoding.UTF8.GetString(eviction.Word.Span), eviction.Count, Encoding.UTF8.GetString(eviction.Successor.Span), eviction.Tokens)),
            ]);
    }

    private static void Write(ResultWriter results, List<WordCountResult> words)
    {
        if (results.IsJson)
        {
            results.Json(words, ResultJson.Plain.IReadOnlyListWordCountResult);
        }
        else
        {
            results.Table(Columns, words.Select(word => new[] { word.Word, Figures.Count(word.Count) }));
        }
    }

    private static void WriteEvicted(ResultWriter results, EvictionsResult result)
    {
        if (results.IsJson)
        {
            results.Json(result, ResultJson.Plain.EvictionsResult);
        }
        else
        {
            results.Table(EvictedColumns, result.Evicted.Select(one => new[] { one.Word, Figures.Count(one.Count), one.Successor, Figures.Count(one.Tokens) }));
        }
    }
}

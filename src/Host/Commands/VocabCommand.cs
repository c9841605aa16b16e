using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;

namespace StreamW2V.Host.Commands;

/// <summary><c>vocab</c>: the most frequent words.</summary>
internal sealed class VocabCommand : IVerbCommand
{
    private static readonly TableColumn[] Columns = [new("word"), new("count", IsNumber: true)];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Vocab;

    /// <inheritdoc/>
    public string Name => "vocab";

    /// <inheritdoc/>
    public string Summary => "lists the most frequent words with their counts";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details => "";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v vocab --top 100 --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var top = invocation.Values.Int32(QueryDeclarations.Top);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var words = new List<WordCountResult>();
            foreach (var id in vectors.ByFrequency[..Math.Min(top, vectors.Count)])
            {
                words.Add(new WordCountResult(vectors.Word(id), vectors.CountOf(id)));
            }

            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(words, ResultJson.Plain.IReadOnlyListWordCountResult);
            }
            else
            {
                invocation.Results.Table(Columns, words.Select(word => new[] { word.Word, Figures.Count(word.Count) }));
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}

using System.Text;
using StreamW2V.Engine;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output.Results;
using StreamW2V.Ingest.Text;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Services;

/// <summary>
/// <c>forget</c>: removes words from everything that a store keeps. First the copies that nobody needs (quarantine), then the text (the journal, segment by
/// segment), then a generation without the words is committed, and only when that is durable are the older ones deleted, archived ones with them. So at every moment the store opens
/// and holds all that it has learned, and as long as anything holds a word, doing it again finds the word and finishes.
/// </summary>
internal sealed class ForgetService
{
    // Kept as they are: where reading goes on, by path, offset and hash.
    private static readonly string[] OtherFiles = ["sources.bin", "corpus.json"];

    private readonly StoreFolder _store;
    private readonly IStorage _storage;
    private readonly Generation _newest;
    private readonly TimeProvider _time;
    private readonly LearnerOptions _options;
    private readonly TokenHash _hash;
    private readonly ITokenizer? _tokenizer;

    private ForgetService(StoreFolder store, IStorage storage, Generation newest, TimeProvider time)
    {
        _time = time;
        _store = store;
        _storage = storage;
        _newest = newest;
        _hash = new TokenHash(store.Identity.HashKey);
        var settings = StoredOptions.Reconcile(
            new LearningSettings(new ModelOptions(), new TextOptions()), ExplicitOptions.None, newest, newest.Manifest.Verb, mayChange: true);
        _options = settings.Model.ToLearner();

        // An import has read words, not text.
        _tokenizer = newest.Manifest.Verb == "import" ? null : Tokenizers.Create(settings.Text.Tokenizer, settings.Text.Lowercase);
    }

    /// <summary>Removes <paramref name="words"/> from an open store.</summary>
    /// <param name="store">The store, open for writing through <paramref name="storage"/>.</param>
    /// <param name="storage">The file system.</param>
    /// <param name="words">The words as typed.</param>
    /// <param name="time">Dates the generation.</param>
    /// <param name="skipped">Gets number and reason of each damaged generation passed over.</param>
    /// <exception cref="FailedException">A word is several to the store's tokenizer, or is nowhere in the store.</exception>
    /// <exception cref="UnknownWordException">A word is nowhere in the store.</exception>
    public static ForgetResult Run(
        StoreFolder store, IStorage storage, IReadOnlyList<string> words, TimeProvider time, Action<long, string> skipped)
    {
        var newest = store.OpenNewest(skipped) ?? throw new FailedException($"store {store.Path} holds no generation yet, so there is nothing to forget");
        return new ForgetService(store, storage, newest, time).Forget(words);
    }

    private ForgetResult Forget(IReadOnlyList<string> words)
    {
        RequireKnownFiles();
        var removal = WordRemoval.Of(_newest, _hash, _options);
        var tokens = removal.WithPhrases(Tokens(words));
        List<RemovedWord> removed = [.. tokens.Select(token => removal.Remove(token.Span))];
        var text = new TokenRemoval(_tokenizer ?? Tokenizers.Create(TokenizerKind.Whitespace), tokens);
        var sightings = CountInJournal(text, tokens.Count);
        RequireKnown(removed, sightings);

        // Before quarantine is cleared: the numbers of generations in it are not given again.
        using var writer = _store.BeginGeneration();
        var quarantine = _store.ClearQuarantine();
        var records = HasJournal ? JournalRewrite.Run(_storage, _store.JournalPath, text.Rewrite) : 0;
        long[] older = [.. _store.AllNumbers.Concat(_store.SetAsideNumbers).Distinct().Order()];
        var number = Commit(writer, removal);
        _store.RemoveBefore(number);
        _store.ClearArchive();
        TrimJournal();
        return new ForgetResult(
            [
                .. removed.Select((word, i) => new ForgottenWordResult(
                    Encoding.UTF8.GetString(word.Word.Span), word.Count, word.WasCandidate, word.Evictions, sightings[i])),
            ],
            number,
            older,
            records,
            quarantine);
    }

    private bool HasJournal => Directory.EnumerateFiles(_store.JournalPath).Any();

    /// <summary>A file that this version does not know might hold the words, too.</summary>
    private void RequireKnownFiles()
    {
        var unknown = _newest.Manifest.Files.Select(file => file.Name).Except(WordRemoval.Files).Except(OtherFiles).FirstOrDefault();
        if (unknown is not null)
        {
            throw new FailedException($"store {_store.Path} has {unknown}, from which this version of forget cannot remove words; nothing was changed");
        }
    }

    /// <summary>The words as the store knows them: as they stand in its vocabulary, or as its tokenizer makes them.</summary>
    private List<ReadOnlyMemory<byte>> Tokens(IReadOnlyList<string> words)
    {
        var file = VocabularyFile.Read(
            _newest.ReadFile(VocabularyFile.FileName), Path.Combine(_newest.Path, VocabularyFile.FileName));
        var known = new HashSet<string>();
        for (var row = 0; row < file.Rows; row++)
        {
            known.Add(Encoding.UTF8.GetString(file.Token(row)));
        }

        var tokens = new List<string>();
        var buffer = new TokenBuffer();
        foreach (var word in words)
        {
            if (word.Length == 0)
            {
                throw new FailedException("the empty text is no word to forget");
            }

            if (_tokenizer is null || known.Contains(word))
            {
                tokens.Add(word);
            }

            if (_tokenizer is null)
            {
                continue;
            }

            _tokenizer.Tokenize(Encoding.UTF8.GetBytes(word), buffer);
            if (buffer.Count == 1)
            {
                tokens.Add(Encoding.UTF8.GetString(buffer[0]));
            }
            else if (!known.Contains(word))
            {
                throw new FailedException(buffer.Count == 0
                    ? $"'{word}' holds no word by the store's tokenizer"
                    : $"'{word}' is {buffer.Count} words by the store's tokenizer; name those to forget one by one");
            }
        }

        return [.. tokens.Distinct().Select(token => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(token))];
    }

    private long[] CountInJournal(TokenRemoval text, int words)
    {
        var counts = new long[words];
        var check = JournalCheck.Run(_storage, _store.JournalPath);
        if (check.Findings.FirstOrDefault(finding => finding.IsDamage) is { } damage)
        {
            throw new StoreDamagedException($"{damage.Sentence}; repair it first with: streamw2v fsck --repair");
        }

        if (check.FirstSequence is { } first)
        {
            using var reader = JournalReader.Open(_storage, _store.JournalPath, first);
            while (reader.TryRead(out var record))
            {
                if (record.Kind == RecordKind.Text)
                {
                    text.Count(record.Payload.Span, counts);
                }
            }
        }

        return counts;
    }

    private void RequireKnown(List<RemovedWord> removed, long[] sightings)
    {
        for (var i = 0; i < removed.Count; i++)
        {
            var word = removed[i].Word;
            if (removed.Exists(other => other.WasKnown && WordRemoval.IsIn(word.Span, other.Word.Span)) || sightings[i] > 0 || IsInOlderGeneration(removed[i].Word.Span))
            {
                continue;
            }

            using var vectors = GenerationVectors.Open(_newest, verify: false);
            vectors.Find(Encoding.UTF8.GetString(removed[i].Word.Span));
        }
    }

    // Also what an interrupted forget has left: the newest generation is without the word and the ones before it are still there.
    private bool IsInOlderGeneration(ReadOnlySpan<byte> word)
    {
        var others = _store.AllNumbers.Where(number => number != _newest.Number).Select(number => (Func<Generation>)(() => _store.OpenGeneration(number)))
            .Concat(_store.SetAsideNumbers.Select(number => (Func<Generation>)(() => _store.OpenSetAside(number))));
        foreach (var open in others)
        {
            try
            {
                if (WordRemoval.Of(open(), _hash, _options).Remove(word).WasKnown)
                {
                    return true;
                }
            }
            catch (StoreDamagedException)
            {
                // It is deleted with the others once a word is found.
            }
        }

        return false;
    }

    private long Commit(GenerationWriter writer, WordRemoval removal)
    {
        removal.Write(writer);
        foreach (var name in OtherFiles.Where(_newest.Has))
        {
            writer.AddFile(name, _newest.ReadFile(name));
        }

        return writer.Commit(_newest.Manifest with { CreatedUtc = _time.GetUtcNow(), Vocabulary = removal.Words }).Number;
    }

    /// <summary>What the generation has learned is needed for none that is older any more.</summary>
    private void TrimJournal()
    {
        if (HasJournal)
        {
            var position = _newest.Manifest.Journal.Sequence;
            using var journal = JournalWriter.Open(_storage, _store.JournalPath, new JournalOptions(), _time, position);
            journal.TrimBefore(position);
        }
    }
}

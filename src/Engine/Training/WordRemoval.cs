using StreamW2V.Engine.Training.Curves;
using StreamW2V.Engine.Training.Replay;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Makes of a generation the same one without some words. Their rows are zero and free, no noise word is drawn from them, and their leaves in the Huffman
/// tree stay as leaves that no text leads to, for the newcomers that get the rows. Everything else is as it was, so learning goes on from it; what
/// neighboring rows and inner nodes have learned from the words stays.
/// </summary>
public sealed class WordRemoval
{
    private readonly Generation _generation;
    private readonly LearnerState _state;
    private readonly GrowingVocabulary _vocabulary;
    private readonly bool _grows;
    private readonly PhraseTable? _phrases;
    private readonly LearnerOptions _options;
    private readonly List<RemovedWord> _removed = [];

    private WordRemoval(Generation generation, LearnerState state, GrowingVocabulary vocabulary, bool grows, LearnerOptions options, PhraseTable? phrases)
    {
        _generation = generation;
        _state = state;
        _vocabulary = vocabulary;
        _grows = grows;
        _phrases = phrases;
        _options = options;
    }

    /// <summary>The files that <see cref="Write"/> writes where the generation has them; whoever commits adds all others.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        EmbeddingModel.InputFile, EmbeddingModel.OutputFile, EmbeddingModel.NodesFile, LearnerState.TrainerFile, VocabularyFile.FileName,
        SketchFile.FileName, EvictionLogFile.FileName, CurvesFile.Name, PhraseFile.FileName, RehearsalFile.Name,
    ];

    /// <summary>Words that stay.</summary>
    public int Words => _vocabulary.Words;

    /// <summary>Reads words, counts and tables of a generation; nothing of it is changed.</summary>
    /// <param name="generation">A committed generation.</param>
    /// <param name="hash">The hash of the store.</param>
    /// <param name="options">The options it records.</param>
    /// <exception cref="Store.Files.StoreDamagedException">A file is missing or damaged.</exception>
    public static WordRemoval Of(Generation generation, TokenHash hash, LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(options);
        var state = LearnerState.Read(generation);
        var grows = generation.Has(SketchFile.FileName);
        return new(generation, state, state.RestoreVocabulary(generation, hash, options, grows), grows, options, PhraseState.ReadTable(generation, hash));
    }

    /// <summary>
    /// The words, and behind them, in a store that has looked for phrases, all those known to the generation that have one of them between underscores or at an end: what was
    /// learned of a phrase was learned of its words.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> WithPhrases(IReadOnlyList<ReadOnlyMemory<byte>> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (_phrases is null)
        {
            return words;
        }

        var known = Enumerable.Range(0, _vocabulary.Count).Select(id => _vocabulary.Token(id).ToArray())
            .Concat(Enumerable.Range(0, _vocabulary.Candidates.Count).Select(candidate => _vocabulary.Candidates[candidate].ToArray()))
            .Concat(_vocabulary.EvictionLog.Entries.SelectMany(eviction => new[] { eviction.Word.ToArray(), eviction.Successor.ToArray() }))
            .Concat(Enumerable.Range(0, _phrases.Count).Select(place => _phrases[place].Token.ToArray()));
        var phrases = known.Where(token => words.Any(word => token.Length > word.Length && Phrase.Contains(token, word.Span)));
        return [.. words, .. phrases.DistinctBy(Convert.ToHexString).Where(token => !words.Any(word => word.Span.SequenceEqual(token))).Select(token => (ReadOnlyMemory<byte>)token)];
    }

    /// <summary>Whether <paramref name="token"/> is the word, or a phrase it stands in.</summary>
    public static bool IsIn(ReadOnlySpan<byte> word, ReadOnlySpan<byte> token) => Phrase.Contains(token, word);

    /// <summary>Takes a word out, and says where it had been.</summary>
    public RemovedWord Remove(ReadOnlySpan<byte> word)
    {
        var removed = _vocabulary.Remove(word);
        _phrases?.RemoveAll(word);
        _removed.Add(removed);
        return removed;
    }

    /// <summary>Writes the generation's <see cref="Files"/> without the words.</summary>
    /// <exception cref="Store.Files.StorageException">Reading or writing failed.</exception>
    public void Write(GenerationWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var vocabulary = new VocabularySnapshot();
        vocabulary.Take(_vocabulary, _grows);
        if (_state.Growth is { } growth)
        {
            LearnerState.Write(writer, _state.Position, vocabulary, WithoutRemoved(growth));
        }
        else
        {
            LearnerState.WriteVocabulary(writer, vocabulary);
        }

        if (_phrases is not null)
        {
            // The counts of pairs cannot be told apart by word, so counting begins anew; what is accepted stays until there is something against it.
            writer.AddFile(PhraseFile.FileName, PhraseFile.Write(_phrases));
        }

        if (CurvesFile.ReadAll(_generation) is var (curves, drift))
        {
            writer.AddFile(CurvesFile.Name, CurvesFile.Write(curves, drift.Without([.. _removed.Select(word => word.Row)])));
        }

        if (_generation.Has(RehearsalFile.Name))
        {
            var removed = _removed.Select(word => word.Row).ToHashSet();
            writer.AddFile(RehearsalFile.Name, RehearsalFile.Write(RehearsalFile.Read(_generation, _options, _vocabulary.Count, removed)).Span);
        }

        WriteWords(writer, EmbeddingModel.InputFile);
        WriteWords(writer, EmbeddingModel.OutputFile);
        if (_generation.Has(EmbeddingModel.NodesFile))
        {
            using var nodes = _generation.MapReadOnly(EmbeddingModel.NodesFile, verify: false);
            writer.AddMatrix(EmbeddingModel.NodesFile, nodes, nodes.Capacity);
        }
    }

    /// <summary>Tables that draw none of the words. What is compared with the known tokens to tell how stale tables and tree are goes down as these have.</summary>
    private GrowthState WithoutRemoved(GrowthState growth)
    {
        double[] counts = [.. growth.Tables.Counts];
        var moved = 0.0;
        foreach (var word in _removed)
        {
            if ((uint)word.Row < (uint)counts.Length)
            {
                counts[word.Row] = 0;
            }

            moved += (word.Count ?? 0) * _vocabulary.Decay.Unit;
        }

        var total = growth.Tables.Counts.Sum();
        var known = total > 0 ? growth.Tables.Known * (counts.Sum() / total) : growth.Tables.Known;
        return growth with
        {
            Tables = growth.Tables with { Counts = counts, Known = known },
            Tree = growth.Tree with
            {
                Tokens = Math.Min(growth.Tree.Tokens, _vocabulary.KnownTokens),
                Moved = growth.Tree.Moved + moved,
                RenewalWeights = [.. growth.Tree.RenewalWeights.Select((weight, row) => _removed.Exists(word => word.Row == row) ? 1 : weight)],
            },
        };
    }

    private void WriteWords(GenerationWriter writer, string name)
    {
        if (!_generation.Has(name))
        {
            return;
        }

        // Copy-on-write: the committed file stays as it is.
        using var matrix = _generation.Map(name, Math.Max(1, _vocabulary.Count), MatrixPlacement.Private);
        foreach (var word in _removed)
        {
            if (word.Row >= 0)
            {
                matrix.Row(word.Row).Clear();
            }
        }

        writer.AddMatrix(name, matrix, _vocabulary.Count);
    }
}

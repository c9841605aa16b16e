using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The learner's part of a generation that is about phrases. Where they are not looked for any more, those that were found stay in the generation: if they are looked for again
/// it goes on with them, and whoever removes a word knows that phrases may hold it.
/// </summary>
/// <param name="Detector">Looks for phrases; null if that was not asked for.</param>
/// <param name="Found">The phrases of a generation, if it has any and none are looked for.</param>
internal readonly record struct PhraseState(PhraseDetector? Detector, PhraseTable? Found)
{
    /// <summary>The state of a stream of which nothing is known.</summary>
    public static PhraseState Of(LearnerOptions options, GrowingVocabulary vocabulary) =>
        new(options.Phrases is null ? null : Make(options, vocabulary, new PhraseTable(), new PhraseCounts(vocabulary.MaxWords)), null);

    /// <summary>The state to go on with from a generation.</summary>
    /// <exception cref="Store.Files.StoreDamagedException">The file is not what <see cref="PhraseFile"/> makes.</exception>
    public static PhraseState Read(Generation generation, TokenHash hash, LearnerOptions options, GrowingVocabulary vocabulary) =>
        options.Phrases is null ? new(null, ReadTable(generation, hash))
        : !generation.Has(PhraseFile.FileName) ? Of(options, vocabulary)
        : new(PhraseFile.ReadDetector(
            generation.ReadFile(PhraseFile.FileName), PathIn(generation), hash, vocabulary, (table, counts) => Make(options, vocabulary, table, counts)), null);

    /// <summary>The phrases of a generation, or null if it has no file of them.</summary>
    /// <exception cref="Store.Files.StoreDamagedException">The file is not what <see cref="PhraseFile"/> makes.</exception>
    public static PhraseTable? ReadTable(Generation generation, TokenHash hash) =>
        generation.Has(PhraseFile.FileName) ? PhraseFile.ReadTable(generation.ReadFile(PhraseFile.FileName), PathIn(generation), hash) : null;

    /// <summary>Whether phrases are or were looked for, and a generation has a file of them.</summary>
    public bool HasFile => Detector is not null || Found is not null;

    /// <summary>Takes the memory that a snapshot needs.</summary>
    public void Reserve(PhraseSnapshot snapshot, int rows)
    {
        if (Detector is not null)
        {
            snapshot.Reserve(Detector, rows);
        }
    }

    /// <summary>Lets a snapshot take over what there is, in front of a vocabulary with so many rows.</summary>
    public void CopyTo(PhraseSnapshot snapshot, int rows)
    {
        if (Detector is not null)
        {
            snapshot.Take(Detector, rows);
        }
        else if (Found is not null)
        {
            snapshot.Take(Found);
        }
    }

    private static PhraseDetector Make(LearnerOptions options, GrowingVocabulary vocabulary, PhraseTable table, PhraseCounts counts) =>
        new(options.Phrases!, vocabulary, table, counts, options.HalfLife);

    private static string PathIn(Generation generation) => Path.Combine(generation.Path, PhraseFile.FileName);
}

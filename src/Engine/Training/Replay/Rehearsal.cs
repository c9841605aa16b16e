using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training.Replay;

/// <summary>
/// Trains old sentences again behind fresh ones, against forgetting (experience replay: Robins 1995). Which sentences are kept, how many are rehearsed behind a
/// fresh one and which, follows from seed and sentence numbers. Of a sentence, words that have lost their row since are left out.
/// </summary>
internal sealed class Rehearsal
{
    private readonly ulong _seed;
    private readonly double _share;

    /// <summary>Nothing to rehearse yet.</summary>
    public Rehearsal(LearnerOptions options)
    {
        _seed = options.Seed;
        _share = options.Rehearse;
        Sample = new SentenceSample(options.Seed, options.RehearseTokens, Changes);
    }

    /// <summary>The sentences to choose from.</summary>
    public SentenceSample Sample { get; }

    /// <summary>Which of their words are gone.</summary>
    public RowChanges Changes { get; } = new();

    /// <summary>The most bytes it can come to hold.</summary>
    public static long BytesFor(LearnerOptions options) =>
        options.Rehearse > 0 ? SentenceSample.BytesFor(options.RehearseTokens) + (options.MaxVocabulary * (long)RowChanges.BytesPerRow) : 0;

    /// <summary>
    /// Appends old sentences to a batch behind the fresh one with which it ends, and then offers that one to the sample. A sentence of fewer than two words, which
    /// trains nothing, is followed by none, so that rehearsed and fresh text keep the share between them.
    /// </summary>
    public void Follow(TrainingBatch batch, long number)
    {
        var fresh = batch.Sentences - 1;
        if (batch[fresh].Length < 2)
        {
            return;
        }

        var random = new RandomSource(_seed, RandomUse.Rehearsal, (ulong)number);
        var times = (int)_share + (random.NextDouble() < _share - (int)_share ? 1 : 0);
        for (var i = 0; i < times && Sample.Count > 0; i++)
        {
            Append(random.NextInt32(Sample.Count), batch);
            batch.EndRehearsed();
        }

        Sample.Offer(number, batch[fresh]);
    }

    /// <summary>Takes note of rows that are other words' from the sentence numbered <paramref name="sentence"/> on.</summary>
    public void Note(IReadOnlyList<Admission> admissions, long sentence)
    {
        foreach (var admission in admissions)
        {
            if (admission.Replaced)
            {
                Changes.Note(admission.Id, sentence);
            }
        }
    }

    private void Append(int sentence, TrainingBatch batch)
    {
        var number = Sample.Number(sentence);
        foreach (var id in Sample[sentence])
        {
            if (Changes.Since(id) <= number)
            {
                batch.Add(id);
            }
        }
    }
}

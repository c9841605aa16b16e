using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>A sentence of a batch by name: what its draws depend on.</summary>
/// <param name="Number">Its number in the training order; of one that is rehearsed, that of the fresh sentence it stands behind.</param>
/// <param name="Rehearsal">0 for a fresh sentence, else its place among those rehearsed behind the fresh one, from 1 to <see cref="LearnerOptions.MaxRehearse"/>.</param>
/// <param name="Tokens">Tokens given before its line, known words or not; of one that is rehearsed, before that of the fresh one.</param>
internal readonly record struct BatchSentence(long Number, int Rehearsal, long Tokens = 0)
{
    /// <summary>The stream of its random draws: a sentence that is rehearsed has others each time.</summary>
    public RandomSource Draws(ulong seed) => Rehearsal == 0
        ? new(seed, RandomUse.Sentence, (ulong)Number)
        : new(seed, RandomUse.RehearsedSentence, ((ulong)Number * 2 * LearnerOptions.MaxRehearse) + (ulong)Rehearsal);
}

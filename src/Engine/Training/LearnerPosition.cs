namespace StreamW2V.Engine.Training;

/// <summary>Where a learner stands in its text, counted from the first line the store ever saw.</summary>
/// <param name="Tokens">Tokens given, known words or not.</param>
/// <param name="Words">Tokens of words that were in the vocabulary when given.</param>
/// <param name="EdgeWords">The same as of the last edge, which set the learning rate in force.</param>
/// <param name="Sentences">Sentences given; the number of the next one, which names its random draws.</param>
public readonly record struct LearnerPosition(long Tokens, long Words, long EdgeWords, long Sentences);

namespace StreamW2V.Engine.Training;

/// <summary>
/// The model has diverged: a measured loss is out of all bounds, or a row is no longer finite. The rows are worth nothing from here on; the last committed generation is.
/// </summary>
public sealed class DivergenceException : ArithmeticException
{
    /// <summary>A divergence noticed by the loss of a sentence.</summary>
    internal DivergenceException(long sentence, long firstSentence, long sentences, long firstToken, float rate)
        : base(FormattableString.Invariant(
            $"the loss of sentence {sentence} is out of all bounds, in the batch of sentences {firstSentence} to {firstSentence + sentences - 1}, which begins at token {firstToken}, at learning rate {rate}"))
    {
    }

    /// <summary>A divergence noticed when the rows were looked at.</summary>
    internal DivergenceException(ArithmeticException rows, LearnerPosition position)
        : base(FormattableString.Invariant($"{rows.Message}, by sentence {position.Sentences} at token {position.Tokens}"), rows)
    {
    }
}

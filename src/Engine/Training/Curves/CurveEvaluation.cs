namespace StreamW2V.Engine.Training.Curves;

/// <summary>The scores of the model at one place of its text.</summary>
/// <param name="Token">Tokens given when it was scored, since the store was made.</param>
/// <param name="Scores">One per test set.</param>
public sealed record CurveEvaluation(long Token, IReadOnlyList<CurveScore> Scores);

namespace StreamW2V.Engine.Training;

/// <summary>Sampling tables as a generation holds them: the same ones can be made from it.</summary>
/// <param name="Counts">The counts from which they were made, by id.</param>
/// <param name="Known">The sum of these counts, in units of the counts of today.</param>
/// <param name="Tokens">Tokens given when they were made.</param>
/// <param name="Vacated">Rows whose word was evicted since.</param>
internal sealed record TableState(double[] Counts, double Known, long Tokens, IReadOnlyCollection<int> Vacated);

namespace StreamW2V.Host.Output.Results;

/// <summary>The curves of a run. The names are a contract with scripts.</summary>
/// <param name="Generation">The generation they are of.</param>
/// <param name="Columns">The names of the columns, those of the CSV file.</param>
/// <param name="Rows">The rows, a number per column, null where nothing was measured.</param>
internal sealed record CurvesResult(long Generation, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Rows);

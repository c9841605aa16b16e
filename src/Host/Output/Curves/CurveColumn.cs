namespace StreamW2V.Host.Output.Curves;

/// <summary>A column of the curves.</summary>
/// <param name="Name">Its name in CSV, in camel case; of a score the name of the test set.</param>
/// <param name="IsWhole">Whether its numbers are whole.</param>
/// <param name="IsShown">Whether the table for people has it; CSV has all.</param>
internal sealed record CurveColumn(string Name, bool IsWhole, bool IsShown);

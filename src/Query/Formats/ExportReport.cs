namespace StreamW2V.Query.Formats;

/// <summary>What an export has written.</summary>
/// <param name="Words">Number of words.</param>
/// <param name="Dimension">Floats of a vector.</param>
/// <param name="Files">Paths of the files.</param>
/// <param name="LeftOut">Words left out because a more frequent one looks the same once white space is replaced.</param>
/// <param name="Warnings">Sentences to show to the user.</param>
public sealed record ExportReport(
    int Words, int Dimension, IReadOnlyList<string> Files, int LeftOut, IReadOnlyList<string> Warnings);

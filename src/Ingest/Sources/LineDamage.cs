namespace StreamW2V.Ingest.Sources;

/// <summary>What the lines of a source lost on the way in; for reports only, nothing depends on it.</summary>
/// <param name="TruncatedLines">Lines cut at the longest permitted length.</param>
/// <param name="RepairedLines">Lines with bytes that were not valid text.</param>
/// <param name="NulBytes">NUL bytes left out.</param>
/// <param name="UnendedLines">Last lines that were accepted without a line end, because the file was idle or gone.</param>
public readonly record struct LineDamage(long TruncatedLines, long RepairedLines, long NulBytes, long UnendedLines = 0)
{
    /// <summary>Both together.</summary>
    public static LineDamage operator +(LineDamage a, LineDamage b) => new(
        a.TruncatedLines + b.TruncatedLines, a.RepairedLines + b.RepairedLines, a.NulBytes + b.NulBytes, a.UnendedLines + b.UnendedLines);

    /// <summary>What the first has more.</summary>
    public static LineDamage operator -(LineDamage a, LineDamage b) => new(
        a.TruncatedLines - b.TruncatedLines, a.RepairedLines - b.RepairedLines, a.NulBytes - b.NulBytes, a.UnendedLines - b.UnendedLines);
}

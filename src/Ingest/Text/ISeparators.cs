namespace StreamW2V.Ingest.Text;

/// <summary>What separates tokens, as <see cref="SeparatorSplitter"/> asks for it.</summary>
internal interface ISeparators
{
    /// <summary>Bit i is set if byte i of a block of <see cref="SeparatorSplitter.BlockBytes"/> bytes is a separator or may be the first byte of one.</summary>
    static abstract ulong Candidates(ReadOnlySpan<byte> block);

    /// <summary>The length of the separator that <paramref name="rest"/>, valid UTF-8, starts with, or 0 if the candidate is none.</summary>
    static abstract int Length(ReadOnlySpan<byte> rest);
}

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// FNV-1a, 64 bit, over the raw bytes of a source. It is written to the journal and to sources.bin, so it must never change. It tells
/// contents apart that differ by accident; nobody gains by forging it, since whoever can write the file can have anything learned.
/// </summary>
public static class ContentHash
{
    /// <summary>How much of the start of a source belongs to its identity.</summary>
    public const int PrefixBytes = 1024;

    /// <summary>How many bytes before an offset are hashed to recognise what was read.</summary>
    public const int TailBytes = 4096;

    /// <summary>The hash of no bytes at all.</summary>
    public const ulong Empty = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>The hash of the bytes.</summary>
    public static ulong Compute(ReadOnlySpan<byte> bytes) => Append(Empty, bytes);

    /// <summary>The hash of what <paramref name="hash"/> covers followed by the bytes.</summary>
    public static ulong Append(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return hash;
    }
}

namespace StreamW2V.Host.Benchmarks;

/// <summary>Where the rows of a measured model live: the mappings of <c>train</c>, and what they are compared with.</summary>
internal enum BenchMapping
{
    /// <summary>Copy-on-write pages.</summary>
    Private,

    /// <summary>Transparent huge pages.</summary>
    Huge,

    /// <summary>A shared mapping of a scratch file, in the temporary folder as all of bench's files.</summary>
    Shared,

    /// <summary>Pinned arrays of the managed heap, no mapping at all: the yardstick.</summary>
    Heap,
}

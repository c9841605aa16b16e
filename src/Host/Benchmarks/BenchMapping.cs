namespace StreamW2V.Host.Benchmarks;

/// <summary>Where the rows of a measured model live: the mappings of <c>train</c>, and what they are compared with.</summary>
internal enum BenchMapping
{
    /// <summary>What <c>private</c> is for new rows: transparent huge pages, where the kernel has them.</summary>
    Private,

    /// <summary>The same for new rows.</summary>
    Huge,

    /// <summary>A shared mapping of a scratch file, in the temporary folder as all of bench's files.</summary>
    Shared,

    /// <summary>Pinned arrays of the managed heap, no mapping at all: the yardstick.</summary>
    Heap,
}

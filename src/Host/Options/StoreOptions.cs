using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Options;

/// <summary>Where the model lives and how it is held in memory.</summary>
public sealed record StoreOptions
{
    /// <summary>The store folder as a full path.</summary>
    public required string Folder { get; init; }

    /// <summary>Mapping of the live matrices; null chooses it by what fits into memory.</summary>
    public MappingKind? Mapping { get; init; }

    /// <summary>Bytes of memory to choose it by; 0 is what the machine and the control groups allow.</summary>
    public long MemoryLimit { get; init; }
}

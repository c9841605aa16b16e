using System.Collections.Immutable;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>What a store has promised by some moment, and what it may hold beyond that: the oracle of every crash from then until the next promise.</summary>
internal sealed record Promises
{
    public static Promises None { get; } = new();

    /// <summary>Records below this number are durable.</summary>
    public long Durable { get; init; }

    /// <summary>Records below this number were accepted: they survive a kill.</summary>
    public long Accepted { get; init; }

    /// <summary>Records from this number on were never given to the journal.</summary>
    public long Given { get; init; }

    /// <summary>One of these is the newest generation; 0 stands for none.</summary>
    public ImmutableArray<long> Newest { get; init; } = [0];

    /// <summary>These generations are there and whole.</summary>
    public ImmutableArray<long> Whole { get; init; } = [];

    /// <summary>These generations are there and whole, or in the archive.</summary>
    public ImmutableArray<long> Archived { get; init; } = [];

    /// <summary>The journal position of each generation ever begun.</summary>
    public ImmutableDictionary<long, long> Positions { get; init; } = ImmutableDictionary<long, long>.Empty;

    /// <summary>The largest number of a generation whose commit has returned: no later one may have it or a smaller one.</summary>
    public long Largest { get; init; }

    /// <summary>Whether text may have been rewritten without the secret word.</summary>
    public bool MayBeForgotten { get; init; }

    /// <summary>Whether the secret word is gone from everywhere.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>A generation with a file that went bad on the disk; 0 for none.</summary>
    public long Damaged { get; init; }

    /// <summary>The journal went bad at this record: opening may be refused until it is repaired, and what is behind may be lost.</summary>
    public long? DamagedRecord { get; init; }

    /// <summary>Content that a repair must keep, in place or in quarantine.</summary>
    public ImmutableArray<byte[]> Evidence { get; init; } = [];
}

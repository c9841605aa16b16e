using StreamW2V.Store.Archives;

namespace StreamW2V.Host.Options;

/// <summary>What <c>run</c> reads and how it keeps it safe.</summary>
public sealed record StreamOptions
{
    /// <summary>Folders to watch, as full paths.</summary>
    public IReadOnlyList<string> Watch { get; init; } = [];

    /// <summary>Read standard input: asked for, or nothing is watched and something is piped in.</summary>
    public bool StandardInput { get; init; }

    /// <summary>Time between generations.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Force the journal to disk after every record.</summary>
    public bool FsyncAlways { get; init; }

    /// <summary>Otherwise: longest time a record waits to be forced to disk.</summary>
    public TimeSpan FsyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between scans of the watched folders.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Read links whose target lies outside the watched folder.</summary>
    public bool FollowSymlinks { get; init; }

    /// <summary>Which generations are kept.</summary>
    public RetentionPolicy Keep { get; init; } = new();
}

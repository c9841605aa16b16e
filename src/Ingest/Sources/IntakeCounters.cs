namespace StreamW2V.Ingest.Sources;

/// <summary>What the intake has done since the program started and what it waits for; a snapshot for status lines.</summary>
public sealed record IntakeCounters
{
    /// <summary>Lines accepted.</summary>
    public long Lines { get; init; }

    /// <summary>Raw bytes of sources accepted; inflated bytes for gzip.</summary>
    public long Bytes { get; init; }

    /// <summary>Text records appended to the journal.</summary>
    public long Records { get; init; }

    /// <summary>Lines cut short, lines repaired, NUL bytes left out, and last lines taken without a line end.</summary>
    public LineDamage Damage { get; init; }

    /// <summary>Full scans of the watched folders.</summary>
    public long Scans { get; init; }

    /// <summary>Files in the watched folders at the last scan.</summary>
    public long Files { get; init; }

    /// <summary>Files and folders passed over at the last scan for their names: dot files, *.tmp, *.part.</summary>
    public long IgnoredNames { get; init; }

    /// <summary>Symbolic links not followed, or leading nowhere, at the last scan.</summary>
    public long SkippedLinks { get; init; }

    /// <summary>FIFOs, sockets and devices at the last scan; they are never opened.</summary>
    public long SpecialFiles { get; init; }

    /// <summary>Folders that could not be listed, and paths that could not be examined, at the last scan.</summary>
    public long UnseenPaths { get; init; }

    /// <summary>Watched folders that were missing at the last scan.</summary>
    public long MissingFolders { get; init; }

    /// <summary>Files found truncated or rewritten, and read again from the start.</summary>
    public long Truncations { get; init; }

    /// <summary>Rotated copies and compressed files recognised, of which only what was new was read.</summary>
    public long RecognisedCopies { get; init; }

    /// <summary>Failed attempts to open or read a file.</summary>
    public long ReadFailures { get; init; }

    /// <summary>Files refused with a note in the quarantine folder; one that is refused again for the same reason counts once.</summary>
    public long Refused { get; init; }

    /// <summary>Appends that found the disk full and were tried again.</summary>
    public long SpaceWaits { get; init; }

    /// <summary>Watched files held open.</summary>
    public long OpenFiles { get; init; }

    /// <summary>Sources in the ledger, those included that are gone and are remembered to be recognized.</summary>
    public long Sources { get; init; }

    /// <summary>Whether reading stands still because training is behind.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether reading stands still because the disk is full.</summary>
    public bool IsOutOfSpace { get; init; }
}

namespace StreamW2V.Ingest.Sources;

/// <summary>The counters as they are counted: written by the intake alone, read by anyone through <see cref="Snapshot"/>.</summary>
internal sealed class IntakeTally
{
    public long Lines;
    public long Bytes;
    public long Records;
    public long TruncatedLines;
    public long RepairedLines;
    public long NulBytes;
    public long UnendedLines;
    public long Scans;
    public long Files;
    public long IgnoredNames;
    public long SkippedLinks;
    public long SpecialFiles;
    public long UnseenPaths;
    public long MissingFolders;
    public long Truncations;
    public long RecognisedCopies;
    public long ReadFailures;
    public long Refused;
    public long SpaceWaits;
    public long OpenFiles;
    public long Sources;
    public bool IsBlocked;
    public bool IsOutOfSpace;

    public IntakeCounters Snapshot() => new()
    {
        Lines = Volatile.Read(ref Lines),
        Bytes = Volatile.Read(ref Bytes),
        Records = Volatile.Read(ref Records),
        Damage = new LineDamage(Volatile.Read(ref TruncatedLines), Volatile.Read(ref RepairedLines), Volatile.Read(ref NulBytes), Volatile.Read(ref UnendedLines)),
        Scans = Volatile.Read(ref Scans),
        Files = Volatile.Read(ref Files),
        IgnoredNames = Volatile.Read(ref IgnoredNames),
        SkippedLinks = Volatile.Read(ref SkippedLinks),
        SpecialFiles = Volatile.Read(ref SpecialFiles),
        UnseenPaths = Volatile.Read(ref UnseenPaths),
        MissingFolders = Volatile.Read(ref MissingFolders),
        Truncations = Volatile.Read(ref Truncations),
        RecognisedCopies = Volatile.Read(ref RecognisedCopies),
        ReadFailures = Volatile.Read(ref ReadFailures),
        Refused = Volatile.Read(ref Refused),
        SpaceWaits = Volatile.Read(ref SpaceWaits),
        OpenFiles = Volatile.Read(ref OpenFiles),
        Sources = Volatile.Read(ref Sources),
        IsBlocked = Volatile.Read(ref IsBlocked),
        IsOutOfSpace = Volatile.Read(ref IsOutOfSpace),
    };
}

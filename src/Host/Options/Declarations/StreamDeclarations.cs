namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>stream</c>: what <c>run</c> reads and how it keeps it safe.</summary>
public static class StreamDeclarations
{
    private const string Section = "stream";

    /// <summary>Folders read from.</summary>
    public static readonly OptionDeclaration Watch = new()
    {
        Name = "watch",
        Section = Section,
        Kind = OptionKind.Paths,
        Verbs = Verbs.Run,
        DefaultNote = "none: standard input, if something is piped in",
        Description = "Folder whose files are read as they appear and grow; may be repeated",
    };

    /// <summary>Whether standard input is read as well.</summary>
    public static readonly OptionDeclaration StandardInput = new()
    {
        Name = "stdin",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Run,
        Description = "Read standard input too; its end ends the run with a checkpoint if no folder is watched",
    };

    /// <summary>Time between generations.</summary>
    public static readonly OptionDeclaration CheckpointEvery = new()
    {
        Name = "checkpoint-every",
        Section = Section,
        Kind = OptionKind.Duration,
        Default = "60s",
        Minimum = 0.1,
        Maximum = 7 * 86400,
        Verbs = Verbs.Run,
        Description = "Time between two generations",
    };

    /// <summary>When the journal is forced to disk.</summary>
    public static readonly OptionDeclaration FsyncMode = new()
    {
        Name = "fsync",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["interval", "always"],
        Default = "interval",
        Verbs = Verbs.Run,
        Description = "Force the journal to disk at an interval, or after every record",
    };

    /// <summary>Time between forced writes of the journal.</summary>
    public static readonly OptionDeclaration FsyncInterval = new()
    {
        Name = "fsync-interval",
        Section = Section,
        Kind = OptionKind.Duration,
        Default = "1s",
        Minimum = 0.001,
        Maximum = 3600,
        Verbs = Verbs.Run,
        Description = "Longest time a journal record waits to be forced to disk; at most this much of a pipe is lost with the power",
    };

    /// <summary>Time between looks at the watched folders.</summary>
    public static readonly OptionDeclaration ScanInterval = new()
    {
        Name = "scan-interval",
        Section = Section,
        Kind = OptionKind.Duration,
        Default = "1s",
        Minimum = 0.01,
        Maximum = 3600,
        Verbs = Verbs.Run,
        Description = "Time between two scans of the watched folders",
    };

    /// <summary>Whether links may lead out of a watched folder.</summary>
    public static readonly OptionDeclaration FollowSymlinks = new()
    {
        Name = "follow-symlinks",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Run,
        Description = "Read symbolic links to files; otherwise every link is passed over",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } =
        [Watch, StandardInput, CheckpointEvery, FsyncMode, FsyncInterval, ScanInterval, FollowSymlinks];
}

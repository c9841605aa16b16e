using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Sources;

/// <summary>How sources are found and read.</summary>
public sealed record IntakeOptions
{
    /// <summary>
    /// Time between two full scans of the watched folders (`--scan-interval`). Default 1 s. A scan that takes long lowers the rate.
    /// </summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file must have been unchanged before its last line counts without a line end. Default 10 s.</summary>
    public TimeSpan IdleFlush { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a gzip file may stay cut short and unchanged before that is noted in the quarantine folder. Default 10 min.
    /// </summary>
    public TimeSpan GzipPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>First wait after a file could not be read; it doubles with every further failure. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two attempts to read a file. Default 1 min.</summary>
    public TimeSpan RetryAtMost { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait between two attempts to append while the disk is full. Default 1 s.</summary>
    public TimeSpan SpaceRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long lines of standard input are gathered for one record while the pipe is empty. Default 20 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Whether a link to a file is read as the file (`--follow-symlinks`). Links to folders are never followed. Default off.
    /// </summary>
    public bool FollowSymlinks { get; init; }

    /// <summary>
    /// Whether the intake ends when everything there was has been read (`--once`): after one scan of each folder, with last lines that have
    /// no line end, and after the end of standard input. Default off.
    /// </summary>
    public bool Once { get; init; }

    /// <summary>Longest line in bytes of clean text (`--max-line`); the rest is skipped. Default 1 MiB.</summary>
    public int MaxLineBytes { get; init; } = LineDecoder.DefaultMaxLineBytes;

    /// <summary>Text of one record in bytes; the line that reaches it is the record's last. Default 256 KiB.</summary>
    public int BatchBytes { get; init; } = LineBatch.DefaultTargetBytes;

    /// <summary>
    /// Descriptors kept open between visits, so that a file deleted after its last line was written is still read to its end. Default
    /// 512.
    /// </summary>
    public int OpenFiles { get; init; } = 512;
}

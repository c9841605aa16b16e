using Microsoft.Extensions.Logging;

namespace StreamW2V.Host.Logging;

/// <summary>
/// Every event the program logs, with an id that stays. 1000s: life of the process; 1100s: generations; 1200s: sources;
/// 1300s: storage. Nothing here may stand on a path that runs once per token or line.
/// </summary>
public static partial class Log
{
    /// <summary>A service has started.</summary>
    [LoggerMessage(1001, LogLevel.Information, "Started {Verb} on store {Store}: {Threads} threads, kernel {Kernel}, mapping {Mapping}")]
    public static partial void Started(ILogger logger, string verb, string store, int threads, string kernel, string mapping);

    /// <summary>A service has stopped after its last checkpoint.</summary>
    [LoggerMessage(1002, LogLevel.Information, "Stopped at generation {Generation} after {Words} words: {Reason}")]
    public static partial void Stopped(ILogger logger, long generation, long words, string reason);

    /// <summary>A signal asked the process to stop; the checkpoint follows.</summary>
    [LoggerMessage(1003, LogLevel.Information, "Received {Signal}: writing a checkpoint, then stopping")]
    public static partial void Stopping(ILogger logger, string signal);

    /// <summary>A generation is committed.</summary>
    [LoggerMessage(
        1101,
        LogLevel.Information,
        "Committed generation {Generation} at journal position {Sequence}+{LineOffset}: {Vocabulary} words in it, training paused {PauseMilliseconds} ms")]
    public static partial void GenerationCommitted(
        ILogger logger, long generation, long sequence, int lineOffset, long vocabulary, double pauseMilliseconds);

    /// <summary>The state was taken from a generation; what the journal holds behind it is learned next.</summary>
    [LoggerMessage(1102, LogLevel.Information, "Recovered from generation {Generation} at journal position {Sequence}+{LineOffset}")]
    public static partial void Recovered(ILogger logger, long generation, long sequence, int lineOffset);

    /// <summary>A damaged generation was passed over for an older one.</summary>
    [LoggerMessage(1103, LogLevel.Warning, "Skipped damaged generation {Generation}: {Reason}; run streamw2v fsck --store {Store}")]
    public static partial void GenerationSkipped(ILogger logger, long generation, string reason, string store);

    /// <summary>Older generations were deleted.</summary>
    [LoggerMessage(1104, LogLevel.Debug, "Removed generations before {Generation}")]
    public static partial void GenerationsRemoved(ILogger logger, long generation);

    /// <summary>A source is read from now on.</summary>
    [LoggerMessage(1201, LogLevel.Information, "Opened source {Source} at byte {Offset}")]
    public static partial void SourceOpened(ILogger logger, string source, long offset);

    /// <summary>A source came to its end.</summary>
    [LoggerMessage(1202, LogLevel.Information, "Closed source {Source} at byte {Offset}")]
    public static partial void SourceClosed(ILogger logger, string source, long offset);

    /// <summary>A source was truncated and is read from its start as a new one.</summary>
    [LoggerMessage(1203, LogLevel.Warning, "Source {Source} was truncated: reading it from the start")]
    public static partial void SourceTruncated(ILogger logger, string source);

    /// <summary>A source cannot be read and is left alone; the others go on.</summary>
    [LoggerMessage(1204, LogLevel.Warning, "Quarantined source {Source}: {Reason}")]
    public static partial void SourceQuarantined(ILogger logger, string source, string reason);

    /// <summary>Something about the sources that an operator should know.</summary>
    [LoggerMessage(1205, LogLevel.Information, "{Message}")]
    public static partial void IntakeReport(ILogger logger, string message);

    /// <summary>A torn record at the end of the journal was cut off, as is normal after a crash.</summary>
    [LoggerMessage(1301, LogLevel.Information, "Cut {Bytes} bytes of a torn record off the journal's end")]
    public static partial void TornTailCut(ILogger logger, long bytes);

    /// <summary>The disk is full: reading has stopped and resumes by itself.</summary>
    [LoggerMessage(1302, LogLevel.Error, "No space for {Path}: reading stops until there is; queries go on")]
    public static partial void DiskFull(ILogger logger, string path);

    /// <summary>There is space again.</summary>
    [LoggerMessage(1303, LogLevel.Information, "Space again for {Path}: reading goes on")]
    public static partial void DiskSpaceAgain(ILogger logger, string path);
}

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

    /// <summary>What was read, and what of it was left out or mended; logged at the end.</summary>
    [LoggerMessage(
        1004,
        LogLevel.Information,
        "Read {Lines} lines: {Truncated} cut at --max-line, {Repaired} with invalid UTF-8 mended, {NulBytes} NUL bytes and {Oversize} tokens above 256 bytes left out")]
    public static partial void TextRead(ILogger logger, long lines, long truncated, long repaired, long nulBytes, long oversize);

    /// <summary>A run ended and no word has a vector.</summary>
    [LoggerMessage(1005, LogLevel.Warning, "No word has been seen {MinCount} times yet, so none has a vector: more text or a lower --min-count is needed")]
    public static partial void VocabularyEmpty(ILogger logger, int minCount);

    /// <summary>How much memory the parts that grow with the stream take at most.</summary>
    [LoggerMessage(
        1006,
        LogLevel.Information,
        "What grows with the stream takes at most {Bytes} bytes: {Matrices} matrices, {Words} words and counts, {Sketch} sketch, {Tables} sampling tables, {Tree} tree, {Evictions} evictions, {Phrases} phrases, {Rehearsal} rehearsal")]
    public static partial void MemoryBounded(
        ILogger logger, long bytes, long matrices, long words, long sketch, long tables, long tree, long evictions, long phrases, long rehearsal);

    /// <summary>What the learner takes beside what it may, and where its rows live for that reason.</summary>
    [LoggerMessage(
        1009,
        LogLevel.Information,
        "Memory: about {Bytes} bytes for {Vocabulary} words ({Matrices} matrices, {Words} words and counts, {Sketch} sketch, {Tables} sampling tables, {Tree} tree, {Phrases} phrases, {Rehearsal} rehearsal, {Checkpoint} checkpoints, {Program} program) of {Limit} by {Origin}; mapping {Mapping}: {Reason}")]
    public static partial void MemoryPlanned(
        ILogger logger, long bytes, long vocabulary, long matrices, long words, long sketch, long tables, long tree, long phrases, long rehearsal, long checkpoint, long program, long limit, string origin,
        string mapping, string reason);

    /// <summary>The rows have become too many for memory and live in scratch files from here on.</summary>
    [LoggerMessage(1010, LogLevel.Information, "{Vocabulary} words have outgrown memory: their rows moved to scratch files in {Milliseconds} ms (--mapping shared)")]
    public static partial void RowsMoved(ILogger logger, long vocabulary, double milliseconds);

    /// <summary>The rows have become too many for memory, and the disk has no room for them.</summary>
    [LoggerMessage(1011, LogLevel.Warning, "{Vocabulary} words have outgrown memory, and the disk has no room for their rows: {Reason}. They stay in memory until there is room")]
    public static partial void RowsNotMoved(ILogger logger, long vocabulary, string reason);

    /// <summary>The vectors of a run were scored.</summary>
    [LoggerMessage(1007, LogLevel.Information, "Scored at token {Tokens}: {Scores}; training waited {PauseMilliseconds} ms")]
    public static partial void Scored(ILogger logger, long tokens, string scores, double pauseMilliseconds);

    /// <summary>A test set could not be read; learning goes on.</summary>
    [LoggerMessage(1008, LogLevel.Warning, "Not scored at token {Tokens}")]
    public static partial void NotScored(ILogger logger, long tokens, Exception error);

    /// <summary>A signal asked the process to stop; the checkpoint follows.</summary>
    [LoggerMessage(1003, LogLevel.Information, "Received {Signal}: writing a checkpoint, then stopping")]
    public static partial void Stopping(ILogger logger, string signal);

    /// <summary>A generation is committed.</summary>
    [LoggerMessage(
        1101,
        LogLevel.Information,
        "Committed generation {Generation} at journal position {Sequence}+{LineOffset}: {Vocabulary} words in it, training paused {PauseMilliseconds} ms; written beside training in {Seconds} s, {Blocks} blocks of rows copied by trainers")]
    public static partial void GenerationCommitted(
        ILogger logger, long generation, long sequence, int lineOffset, long vocabulary, double pauseMilliseconds, double seconds, int blocks);

    /// <summary>The state was taken from a generation; what the journal holds behind it is learned next.</summary>
    [LoggerMessage(1102, LogLevel.Information, "Recovered from generation {Generation} at journal position {Sequence}+{LineOffset}")]
    public static partial void Recovered(ILogger logger, long generation, long sequence, int lineOffset);

    /// <summary>A damaged generation was passed over for an older one.</summary>
    [LoggerMessage(1103, LogLevel.Warning, "Skipped damaged generation {Generation}: {Reason}; run streamw2v fsck --store {Store}")]
    public static partial void GenerationSkipped(ILogger logger, long generation, string reason, string store);

    /// <summary>A generation could not be committed while the process was ending for another reason.</summary>
    [LoggerMessage(1105, LogLevel.Error, "The generation under way was not committed")]
    public static partial void CommitFailed(ILogger logger, Exception error);

    /// <summary>Older generations were deleted.</summary>
    [LoggerMessage(1104, LogLevel.Debug, "Removed generations before {Generation}")]
    public static partial void GenerationsRemoved(ILogger logger, long generation);

    /// <summary>A generation went into the archive.</summary>
    [LoggerMessage(
        1110, LogLevel.Information, "Archived generation {Generation}: {Bytes} bytes, {Ratio:0.000} of its size, in {Milliseconds:0} ms beside training")]
    public static partial void GenerationArchived(ILogger logger, long generation, long bytes, double ratio, double milliseconds);

    /// <summary>A generation that was to be archived, or an archive, cannot be read.</summary>
    [LoggerMessage(1114, LogLevel.Warning, "Generation {Generation} cannot be read for the archive or in it, and stays as it is: {Reason}")]
    public static partial void GenerationNotArchived(ILogger logger, long generation, string reason);

    /// <summary>Archiving failed; it is tried again after the next commit.</summary>
    [LoggerMessage(1115, LogLevel.Warning, "Archiving failed and is tried again after the next generation; nothing is lost: {Reason}")]
    public static partial void ArchiveFailed(ILogger logger, string reason);

    /// <summary>A generation is committed, and older ones could not be removed for want of space.</summary>
    [LoggerMessage(
        1117, LogLevel.Warning, "Generation {Generation} is committed; removing what is older found no room and is tried again after the next generation: {Reason}")]
    public static partial void NotRemoved(ILogger logger, long generation, string reason);

    /// <summary>A sync of the archive failed: the process ends.</summary>
    [LoggerMessage(1118, LogLevel.Error, "Archiving has ended and the process ends, because what a sync has failed for may be lost: {Reason}")]
    public static partial void ArchiveSyncFailed(ILogger logger, string reason);

    /// <summary>The arithmetic is not that of the generation.</summary>
    [LoggerMessage(
        1116,
        LogLevel.Information,
        "Generation {Generation} was computed with {Recorded}, this process computes with {Present}: what is learned from here on differs in its last bits from a run that was not interrupted")]
    public static partial void MathProfileChanged(ILogger logger, long generation, string recorded, string present);

    /// <summary>A loss or a row is no longer finite: nothing since the newest generation is kept.</summary>
    [LoggerMessage(1106, LogLevel.Error, "The model has diverged: {Reason}, {Where}; going back to generation {Generation}")]
    public static partial void Diverged(ILogger logger, string reason, string where, long generation);

    /// <summary>A generation found no room on the disk and was dropped; learning goes on and it is tried again.</summary>
    [LoggerMessage(1111, LogLevel.Warning, "No room for a generation: {Reason}; learning goes on, the journal is kept, and it is tried again until there is")]
    public static partial void NoSpace(ILogger logger, string reason);

    /// <summary>A generation was committed after the disk had been full.</summary>
    [LoggerMessage(1112, LogLevel.Information, "There is room for generations again: {Generation} is committed")]
    public static partial void SpaceAgain(ILogger logger, long generation);

    /// <summary>What the pause of a generation went into.</summary>
    [LoggerMessage(
        1113,
        LogLevel.Debug,
        "Generation {Generation}: training paused {Files} ms for making files, {Drain} ms for batches under way and curves, {Words} ms for words, {Rest} ms for the rest")]
    public static partial void PauseParts(ILogger logger, long generation, double files, double drain, double words, double rest);

    /// <summary>A run ended: what was read, and what of the sources was passed over.</summary>
    [LoggerMessage(1201, LogLevel.Information, "Sources: {Figures}")]
    public static partial void SourcesRead(ILogger logger, string figures);

    /// <summary>Something about the sources that an operator should know.</summary>
    [LoggerMessage(1205, LogLevel.Warning, "{Message}")]
    public static partial void IntakeReport(ILogger logger, string message);

    /// <summary>A torn record at the end of the journal was cut off, as is normal after a crash.</summary>
    [LoggerMessage(1301, LogLevel.Information, "Cut {Bytes} bytes of a torn record off the journal's end")]
    public static partial void TornTailCut(ILogger logger, long bytes);
}

namespace StreamW2V.Ingest.Sources;

/// <summary>How far the life of a source has come. The values are on disk.</summary>
public enum SourcePhase : byte
{
    /// <summary>It may bring more lines.</summary>
    Reading = 1,

    /// <summary>Read to an end that is final: a whole gzip file, or the end of standard input.</summary>
    Finished = 2,

    /// <summary>The file is no longer there.</summary>
    Gone = 3,
}

namespace StreamW2V.Ingest.Sources;

/// <summary>How the raw bytes of a source are reached. The values are on disk.</summary>
public enum SourceKind : byte
{
    /// <summary>A plain file, which may grow.</summary>
    Plain = 1,

    /// <summary>A gzip file; offsets count inflated bytes.</summary>
    Gzip = 2,

    /// <summary>Standard input: it cannot be read again, so every process start is a source of its own.</summary>
    StandardInput = 3,
}

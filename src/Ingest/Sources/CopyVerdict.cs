namespace StreamW2V.Ingest.Sources;

/// <summary>Whether a new file repeats what was read from another one.</summary>
internal enum CopyVerdict
{
    /// <summary>It is a content of its own.</summary>
    Original,

    /// <summary>It cannot be said yet: the copy may still be under way.</summary>
    Undecided,

    /// <summary>It is a copy; what was read of the other is not read again.</summary>
    Copy,
}

namespace StreamW2V.Ingest.Sources;

/// <summary>What filling a batch came to.</summary>
internal enum FeedOutcome
{
    /// <summary>There are lines in it.</summary>
    Lines,

    /// <summary>A long way was read without the end of a line, as in a run of NULs: to be asked again, once others had their turn.</summary>
    More,

    /// <summary>There are no more whole lines.</summary>
    End,
}

namespace StreamW2V.Ingest.Sources;

/// <summary>The reading of one file up to its present end, in steps of about one record, so that other sources get their turn.</summary>
internal interface IFileVisit : IDisposable
{
    /// <summary>Takes one step; false when the visit is over.</summary>
    /// <exception cref="UnreadableFileException">The file cannot be read now.</exception>
    ValueTask<bool> StepAsync();
}

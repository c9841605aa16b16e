namespace StreamW2V.Ingest.Sources;

/// <summary>The raw bytes of one file in order.</summary>
internal interface IRawReader
{
    /// <summary>Reads the next bytes; 0 at the end of what is there.</summary>
    int Read(Span<byte> destination);
}

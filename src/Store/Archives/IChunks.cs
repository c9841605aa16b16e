namespace StreamW2V.Store.Archives;

/// <summary>The content of one file of a generation, handed out in order in pieces of <see cref="ArchiveFrame.MaxBytes"/>, and compared with its manifest at the end.</summary>
internal interface IChunks : IDisposable
{
    /// <summary>The next piece: all of <see cref="ArchiveFrame.MaxBytes"/> but for the last one; empty at the end. Valid until the next call.</summary>
    /// <exception cref="Files.StoreDamagedException">The content is not what the manifest vouches for; thrown at the latest with the empty piece.</exception>
    ReadOnlySpan<byte> Next();
}

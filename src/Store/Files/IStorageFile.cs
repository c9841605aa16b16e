namespace StreamW2V.Store.Files;

/// <summary>
/// One open file, addressed by offset. Reads may run beside a write; <see cref="IDisposable.Dispose"/> closes it without syncing.
/// </summary>
public interface IStorageFile : IDisposable
{
    /// <summary>The path it was opened by.</summary>
    string Path { get; }

    /// <summary>Length now, in bytes.</summary>
    long Length { get; }

    /// <summary>
    /// Reads up to the length of <paramref name="destination"/>; fewer bytes are possible, 0 means the end of the file. An error is
    /// never an end.
    /// </summary>
    int Read(Span<byte> destination, long offset);

    /// <summary>
    /// Writes all of <paramref name="source"/> or throws <see cref="StorageException"/>; after a throw, any prefix may have been
    /// written.
    /// </summary>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Sets the length; growing leaves a hole of zeros.</summary>
    void Truncate(long length);

    /// <summary>
    /// Makes content and length durable. Any failure is final: the kernel drops the pages it could not write and would report success
    /// the next time, so after one failure every later <see cref="Sync"/> of this file fails too.
    /// </summary>
    void Sync();
}

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
    /// Writes a range that has been written to the page cache to the disk, as far as the file system knows where it goes, and waits for it; it is not durable before <see cref="Sync"/>, which has the
    /// less to do. A large file written back piece by piece leaves room on the disk between the pieces for what others sync. Where there is no such call nothing happens. A failure is as final as one of
    /// <see cref="Sync"/>, because the kernel reports it once.
    /// </summary>
    void WriteBack(long offset, long length)
    {
    }

    /// <summary>
    /// Takes a range that has been written back out of the page cache, for a process that needs the memory for something else. What is still to be written stays. A hint: it may do nothing, and never fails.
    /// </summary>
    void LeaveMemory(long offset, long length)
    {
    }

    /// <summary>
    /// Makes content and length durable. Any failure is final: the kernel drops the pages it could not write and would report success
    /// the next time, so after one failure every later <see cref="Sync"/> of this file fails too.
    /// </summary>
    void Sync();
}

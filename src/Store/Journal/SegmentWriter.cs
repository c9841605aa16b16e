using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>The segment that is being written: where it ends, and up to where it is durable.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly IStorageFile _file;
    private readonly uint _segmentCrc;
    private bool _hasRemains;

    private SegmentWriter(IStorageFile file, long firstSequence, long end)
    {
        _file = file;
        FirstSequence = firstSequence;
        _segmentCrc = RecordHeader.SegmentCrc(firstSequence);
        End = end;
        SyncedEnd = end;
    }

    /// <summary>Number of the segment's first record.</summary>
    public long FirstSequence { get; }

    /// <summary>Offset behind the last whole record.</summary>
    public long End { get; private set; }

    /// <summary>Everything below this offset is durable.</summary>
    public long SyncedEnd { get; private set; }

    /// <summary>
    /// Creates a segment: file, header, sync of the file, sync of the folder, so that a record never lands in a file whose name or
    /// header a power cut could take back. If the disk is full nothing is left behind, and it may be tried again.
    /// </summary>
    public static SegmentWriter Create(IStorage storage, string folder, long firstSequence)
    {
        var path = SegmentHeader.PathOf(folder, firstSequence);
        if (storage.FileExists(path))
        {
            // Opening the journal took in every segment there was: this one was left by an attempt that also failed to clean up.
            storage.DeleteFile(path);
        }
        var file = storage.Create(path);
        try
        {
            WriteHeader(file, firstSequence);
        }
        catch (StorageException)
        {
            file.Dispose();
            try
            {
                storage.DeleteFile(path);
            }
            catch (StorageException)
            {
                // The first error is the one to report. The next attempt, or the next start, removes the file.
            }
            throw;
        }
        return Synced(storage, folder, new SegmentWriter(file, firstSequence, SegmentHeader.Size));
    }

    /// <summary>
    /// Goes on with the last segment, cutting what is behind <paramref name="last"/>'s end. What a killed process left may be in memory only,
    /// so the file and its name are synced before anything is built on them. What no record proves to be durable is written again first: if a
    /// sync of that process has failed, the kernel holds it for written, and syncing alone would not write it.
    /// </summary>
    public static SegmentWriter Resume(IStorage storage, string folder, SegmentSurvey last)
    {
        var file = storage.Open(last.Path, writable: true);
        try
        {
            if (last.End < SegmentHeader.Size)
            {
                file.Truncate(0);
                WriteHeader(file, last.FirstSequence);
            }
            else if (last.End < last.Length)
            {
                file.Truncate(last.End);
            }
            if (last.End >= SegmentHeader.Size)
            {
                WriteAgain(file, last.ProvenEnd, last.End);
            }
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
        return Synced(storage, folder, new SegmentWriter(file, last.FirstSequence, Math.Max(last.End, SegmentHeader.Size)));
    }

    /// <summary>Writes a whole record at the end. If that fails the file is cut back, and the end stays where it was.</summary>
    public void Append(RecordFrame frame)
    {
        try
        {
            _file.Write(frame.Seal(_segmentCrc, End - SyncedEnd), End);
        }
        catch (StorageException)
        {
            _hasRemains = true;
            try
            {
                CutRemains();
            }
            catch (StorageException)
            {
                // What stays behind the end does not verify: the next append writes over it, and the next start would cut it.
            }
            throw;
        }
        End += frame.Length;
    }

    /// <summary>
    /// Cuts what a failed append has left behind the end. Before the segment is closed this must succeed, because only the last one of
    /// a journal may have something there; the cut is durable after the next sync.
    /// </summary>
    /// <returns>Whether there was something to cut.</returns>
    public bool CutRemains()
    {
        if (!_hasRemains)
        {
            return false;
        }
        _file.Truncate(End);
        _hasRemains = false;
        return true;
    }

    /// <summary>Makes everything written so far durable. A failure is final.</summary>
    public void Sync()
    {
        var end = End;
        _file.Sync();
        SyncedEnd = end;
    }

    /// <summary>Closes the file without syncing it.</summary>
    public void Dispose() => _file.Dispose();

    private static void WriteAgain(IStorageFile file, long start, long end)
    {
        var buffer = new byte[Math.Min(ChunkBytes, end - start)];
        while (start < end)
        {
            var read = file.ReadFully(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start)), start);
            if (read == 0)
            {
                throw new StoreDamagedException(
                    $"journal segment '{file.Path}' became shorter than {end} bytes while it was read: stop the program that changes it, then start again");
            }
            file.Write(buffer.AsSpan(0, read), start);
            start += read;
        }
    }

    private static void WriteHeader(IStorageFile file, long firstSequence)
    {
        Span<byte> header = stackalloc byte[SegmentHeader.Size];
        SegmentHeader.Write(header, firstSequence);
        file.Write(header, 0);
    }

    private static SegmentWriter Synced(IStorage storage, string folder, SegmentWriter segment)
    {
        try
        {
            segment.Sync();
            storage.SyncDirectory(folder);
            return segment;
        }
        catch (StorageException)
        {
            segment.Dispose();
            throw;
        }
    }
}

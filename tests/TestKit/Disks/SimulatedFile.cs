using StreamW2V.Store.Files;

namespace StreamW2V.TestKit.Disks;

/// <summary>An open file of a <see cref="SimulatedDisk"/>; it outlives its name.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string path, DiskNode node, bool writable) : IStorageFile
{
    private bool _closed;

    public string Path => path;

    public long Length
    {
        get
        {
            disk.Fail("measure", path);
            return node.Content.Length;
        }
    }

    public int Read(Span<byte> destination, long offset)
    {
        var length = (int)Math.Clamp(node.Content.Length - offset, 0, destination.Length);
        if (disk.Fail("read", path) is { IsShort: true } && length > 1)
        {
            length /= 2;
        }

        node.Content.Span.Slice((int)Math.Min(offset, node.Content.Length), length).CopyTo(destination);
        return length;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        ObjectDisposedException.ThrowIf(_closed || !writable, this);
        try
        {
            disk.Fail("write", path);
        }
        catch (StorageException) when (disk.LastFault.IsShort)
        {
            Put(source[..(source.Length / 2)], offset);
            throw;
        }

        Put(source, offset);
    }

    public void Truncate(long length)
    {
        disk.Fail("truncate", path);
        node.Content.SetLength((int)length);
        disk.RecordPending(new DiskChange(DiskChangeKind.Truncate, node) { Offset = (int)length });
    }

    public void Sync()
    {
        try
        {
            disk.Fail("sync", path);
        }
        catch (StorageException)
        {
            disk.Drop(node);
            throw;
        }

        node.Pending.Clear();
        disk.Record(new DiskChange(DiskChangeKind.SyncFile, node));
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            disk.OpenFiles--;
        }
    }

    private void Put(ReadOnlySpan<byte> source, long offset)
    {
        node.Content.Write(source, (int)offset);
        disk.RecordPending(new DiskChange(DiskChangeKind.Write, node) { Offset = (int)offset, Bytes = source.ToArray() });
    }
}

using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Query.Formats;

/// <summary>
/// A file that appears under its name whole or not at all: written beside it as NAME.tmp, synced, renamed over whatever was there,
/// and the folder synced. Disposing it before <see cref="Publish"/> removes what was written.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly IStorage _storage;
    private readonly string _path;
    private readonly string _unfinished;
    private readonly byte[] _buffer = new byte[1 << 18];
    private IStorageFile? _file;
    private int _used;
    private long _offset;
    private bool _published;

    /// <summary>Begins the file; one left over from a run that died is replaced.</summary>
    public OutputFile(IStorage storage, string path)
    {
        _storage = storage;
        _path = path;
        _unfinished = path + ".tmp";
        if (storage.FileExists(_unfinished))
        {
            storage.DeleteFile(_unfinished);
        }

        _file = storage.Create(_unfinished);
    }

    /// <summary>Room for at least <paramref name="bytes"/> bytes, at most 64 KiB, to be filled and then kept by
    /// <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            WriteOut();
        }

        return _buffer.AsSpan(_used);
    }

    /// <summary>Keeps the first <paramref name="bytes"/> bytes of the reserved room.</summary>
    public void Commit(int bytes) => _used += bytes;

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Reserve(1);
            var taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            Commit(taken);
            bytes = bytes[taken..];
        }
    }

    /// <summary>Appends values as little-endian float32.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        while (!values.IsEmpty)
        {
            var room = Reserve(sizeof(float));
            var taken = Math.Min(room.Length / sizeof(float), values.Length);
            for (var i = 0; i < taken; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(room[(i * sizeof(float))..], values[i]);
            }

            Commit(taken * sizeof(float));
            values = values[taken..];
        }
    }

    /// <summary>Writes out what is buffered and makes the content durable; a file of several is finished before any is published.</summary>
    public void Finish()
    {
        WriteOut();
        _file!.Sync();
        _file.Dispose();
        _file = null;
    }

    /// <summary>Gives the finished file its name and makes the name durable.</summary>
    public void Publish()
    {
        _storage.Rename(_unfinished, _path);
        _published = true;
        _storage.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        if (!_published && _storage.FileExists(_unfinished))
        {
            _storage.DeleteFile(_unfinished);
        }
    }

    private void WriteOut()
    {
        _file!.Write(_buffer.AsSpan(0, _used), _offset);
        _offset += _used;
        _used = 0;
    }
}

using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>Writes a file of a generation from its start to its end through a buffer, so that a file of any length costs one buffer, and sums it up.</summary>
internal sealed class GenerationFileStream(IStorageFile file) : Stream
{
    private const int BufferBytes = 256 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _held;
    private long _written;

    /// <summary>CRC-32C of what has left the buffer; of everything, after <see cref="Flush"/>.</summary>
    public uint Crc { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _written + _held;

    /// <inheritdoc/>
    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_held == BufferBytes)
            {
                Flush();
            }

            int count = Math.Min(bytes.Length, BufferBytes - _held);
            bytes[..count].CopyTo(_buffer.AsSpan(_held));
            _held += count;
            bytes = bytes[count..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes to the page cache what is held.</summary>
    public override void Flush()
    {
        var bytes = _buffer.AsSpan(0, _held);
        file.Write(bytes, _written);
        Crc = Crc32C.Append(Crc, bytes);
        _written += _held;
        _held = 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}

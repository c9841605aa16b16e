namespace StreamW2V.Store.Files;

/// <summary>A stream that is read from its start to its end and nothing else: whoever derives from it says how to read.</summary>
public abstract class ReadOnlyStream : Stream
{
    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <summary>Not supported, as all that seeks or writes.</summary>
    public sealed override long Length => throw new NotSupportedException();

    /// <inheritdoc cref="Length"/>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc cref="Length"/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc cref="Length"/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc cref="Length"/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

namespace StreamW2V.Ingest.Text;

/// <summary>The first <paramref name="length"/> bytes of a stream, or all there are, and behind them a few bytes of ours.</summary>
internal sealed class FollowedStream(Stream first, long length, byte[] then) : Stream
{
    private int _thenUsed;

    /// <summary>Bytes read from the first stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the first stream has ended, or reached the length.</summary>
    public bool IsAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (!IsAtEnd)
        {
            var count = first.Read(buffer[..(int)Math.Min(buffer.Length, length - BytesRead)]);
            BytesRead += count;
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            IsAtEnd = true;
        }

        var rest = then.AsSpan(_thenUsed);
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        _thenUsed += rest.Length;
        return rest.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
        }

        base.Dispose(disposing);
    }
}

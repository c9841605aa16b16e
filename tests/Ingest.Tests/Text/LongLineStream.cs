namespace StreamW2V.Ingest.Tests.Text;

/// <summary>One line of a given length made on the fly, then a short line "tail".</summary>
internal sealed class LongLineStream(long lineBytes, byte filler) : Stream
{
    private readonly byte[] _end = "\ntail\n"u8.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position < lineBytes)
        {
            var length = (int)Math.Min(buffer.Length, lineBytes - Position);
            buffer[..length].Fill(filler);
            Position += length;
            return length;
        }

        var rest = _end.AsSpan((int)(Position - lineBytes));
        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Text;

/// <summary>The first <paramref name="length"/> bytes of a stream, or all there are, and behind them a few bytes of ours.</summary>
internal sealed class FollowedStream(Stream first, long length, byte[] then) : ReadOnlyStream
{
    private int _thenUsed;

    /// <summary>Bytes read from the first stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the first stream has ended, or reached the length.</summary>
    public bool IsAtEnd { get; private set; }

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
        }

        base.Dispose(disposing);
    }
}

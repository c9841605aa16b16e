using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Fills batches with the whole lines of one file after the other, and keeps the hash of the raw bytes before each batch's end. What the
/// end of the file leaves of a line is not kept from visit to visit: it is read again when the file has grown.
/// </summary>
internal sealed class LineFeed
{
    // How far one step goes without coming upon the end of a line.
    private const long StepBytes = 16L << 20;

    private readonly byte[] _buffer = new byte[256 * 1024];
    private IRawReader _reader = null!;
    private LineDecoder _decoder = null!;
    private IOException? _failure;
    private int _start;
    private int _end;

    /// <summary>The last raw bytes before what is read next; whoever begins in the middle of a file puts them there.</summary>
    public TailWindow Tail { get; } = new();

    /// <summary>Raw bytes behind the last whole line.</summary>
    public long HeldBytes => _decoder.HeldBytes;

    /// <summary>Hash of the raw bytes before the last line end.</summary>
    public ulong TailHash { get; private set; }

    /// <summary>Starts at the decoder's offset, where the reader stands; <see cref="Tail"/> holds what comes before.</summary>
    public void Begin(IRawReader reader, LineDecoder decoder)
    {
        _reader = reader;
        _decoder = decoder;
        _failure = null;
        _start = 0;
        _end = 0;
        TailHash = Tail.Hash;
    }

    /// <summary>Clears the batch and fills it with lines.</summary>
    /// <exception cref="IOException">The file cannot be read on; the lines before that have been handed out.</exception>
    public FeedOutcome Fill(LineBatch batch)
    {
        batch.Clear();
        long begin = _decoder.ReadOffset;
        while (!batch.IsFull)
        {
            if (batch.Lines == 0 && _decoder.ReadOffset - begin >= StepBytes)
            {
                return FeedOutcome.More;
            }

            if (_start == _end && !Read(batch.Lines > 0))
            {
                break;
            }

            long offset = _decoder.ReadOffset;
            var raw = _buffer.AsSpan(_start, _end - _start);
            int used = _decoder.Decode(raw, batch);
            _start += used;
            Follow(raw[..used], _decoder.EndOffset - offset);
        }

        return batch.Lines > 0 ? FeedOutcome.Lines : FeedOutcome.End;
    }

    /// <summary>Clears the batch and makes the bytes behind the last line end a line; false if there are none.</summary>
    public bool Complete(LineBatch batch)
    {
        batch.Clear();
        bool isLine = _decoder.Complete(batch);
        TailHash = Tail.Hash;
        return isLine;
    }

    private bool Read(bool hasLines)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        _start = 0;
        _end = 0;
        try
        {
            _end = _reader.Read(_buffer);
        }
        catch (IOException error) when (hasLines)
        {
            _failure = error;
        }

        return _end > 0;
    }

    private void Follow(ReadOnlySpan<byte> raw, long lineEnd)
    {
        if (lineEnd > 0)
        {
            Tail.Append(raw[..(int)lineEnd]);
            TailHash = Tail.Hash;
            raw = raw[(int)lineEnd..];
        }

        Tail.Append(raw);
    }
}

namespace StreamW2V.Ingest.Text;

/// <summary>
/// One file of a corpus, plain or gzip by its first bytes, read from an offset on. It is read up to a given length, or else the one it
/// had when it was opened, so that a log that grows meanwhile does not make two passes differ.
/// </summary>
internal sealed class CorpusFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly GzipSource? _gzip;
    private readonly byte[] _head = new byte[BinaryDetector.HeadBytes];
    private int _headUsed;
    private int _headLength;
    private long _position;

    private CorpusFile(string path, long? length)
    {
        _path = path;
        _file = OpenStream(path);
        try
        {
            var present = _file.Length;
            Length = length ?? present;
            if (present < Length)
            {
                throw new BadInputException(
                    path, $"has become shorter since the training began ({present} bytes instead of {Length}); start over with a new store");
            }

            Span<byte> magic = stackalloc byte[2];
            var isGzip = GzipSource.IsGzip(magic[..ReadFully(magic)]);
            _file.Position = 0;
            _position = 0;
            _gzip = isGzip ? new GzipSource(_file, path, Length) : null;
            _headLength = ReadFully(_head);
            if (BinaryDetector.ReasonToRefuse(_head.AsSpan(0, _headLength)) is { } reason)
            {
                throw new BadInputException(path, reason);
            }

            ByteOrderMark.TryDetect(_head.AsSpan(0, _headLength), isWhole: true, out var encoding, out _);
            Encoding = encoding;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes on disk that are read.</summary>
    public long Length { get; }

    /// <summary>By the byte order mark, wherever reading starts.</summary>
    public TextEncoding Encoding { get; }

    /// <summary>Bytes on disk behind the text up to <paramref name="offset"/>.</summary>
    public long StoredBytes(long offset) => _gzip is null ? offset : Math.Min(_gzip.CompressedOffset, Length);

    /// <summary>
    /// Opens the first <paramref name="length"/> bytes of a file, all it has by now if that is null, and goes to
    /// <paramref name="offset"/>. <see cref="BadInputException"/> if it is shorter or cannot be read as text from there.
    /// </summary>
    public static CorpusFile Open(string path, long offset = 0, long? length = null)
    {
        var file = new CorpusFile(path, length);
        try
        {
            file.GoTo(offset);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens the bytes on disk, with one clear line when that fails.</summary>
    public static FileStream OpenStream(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new BadInputException(path, "is a directory; name the files in it, or use `run --watch` for a folder");
            }

            var options = new FileStreamOptions
            {
                BufferSize = 0,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
            };
            var stream = new FileStream(path, options);
            if (stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
            throw new BadInputException(path, "is a pipe or device, which can be read only once; use `run --stdin` for a stream");
        }
        catch (Exception error) when (error is not BadInputException and (IOException or UnauthorizedAccessException or ArgumentException))
        {
            throw Explain(path, error);
        }
    }

    /// <summary>The clear line for a failure to open or read.</summary>
    public static BadInputException Explain(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => new BadInputException(path, "no such file; check the name", error),
        UnauthorizedAccessException => new BadInputException(path, "permission denied; make the file readable for this user", error),
        ArgumentException => new BadInputException(path, "is not a file name", error),
        _ => new BadInputException(path, $"cannot be read: {error.Message.ReplaceLineEndings(" ")}", error),
    };

    /// <summary>Reads on; 0 at the end. <see cref="BadInputException"/> if the file is damaged, fails, or has become shorter.</summary>
    public int Read(Span<byte> destination)
    {
        if (_headUsed < _headLength)
        {
            var count = Math.Min(destination.Length, _headLength - _headUsed);
            _head.AsSpan(_headUsed, count).CopyTo(destination);
            _headUsed += count;
            return count;
        }

        return ReadOn(destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gzip?.Dispose();
        _file.Dispose();
    }

    private void GoTo(long offset)
    {
        if (offset <= _headLength)
        {
            _headUsed = (int)offset;
        }
        else if (_gzip is null)
        {
            if (offset > Length)
            {
                throw Shorter(offset, Length);
            }

            _headUsed = _headLength;
            _file.Position = offset;
            _position = offset;
        }
        else
        {
            _headUsed = _headLength;
            Skip(offset - _headLength);
        }

        if (_gzip is null && offset > Length)
        {
            throw Shorter(offset, Length);
        }
    }

    private void Skip(long bytes)
    {
        var nowhere = new byte[64 * 1024];
        while (bytes > 0)
        {
            var count = ReadOn(nowhere.AsSpan(0, (int)Math.Min(nowhere.Length, bytes)));
            bytes -= count > 0 ? count : throw Shorter(_gzip!.InflatedOffset + bytes, _gzip.InflatedOffset);
        }
    }

    private BadInputException Shorter(long offset, long length) =>
        new(_path, $"ends at byte {length}, but reading is to go on at byte {offset}; the file has changed: start over with a new store");

    private int ReadFully(Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length && ReadOn(destination[total..]) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }

    private int ReadOn(Span<byte> destination)
    {
        try
        {
            if (_gzip is not null)
            {
                return _gzip.Read(destination);
            }

            var left = Length - _position;
            var count = _file.Read(destination[..(int)Math.Min(destination.Length, left)]);
            _position += count;
            return count > 0 || left == 0 || destination.IsEmpty
                ? count
                : throw new BadInputException(_path, $"became shorter while it was read (byte {_position} of {Length})");
        }
        catch (IOException error) when (error is not BadInputException)
        {
            throw Explain(_path, error);
        }
    }
}

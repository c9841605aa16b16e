using System.IO.Compression;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Inflates a gzip file, all members, and notices when it was cut short. <see cref="GZipStream"/> takes the end of a cut file for the end
/// of the text (its strict check is a process-wide switch, off by default in .NET 10), so a small member with known text is read
/// behind the file's own: only when that text comes out last did every member of the file end as it should.
/// </summary>
public sealed class GzipSource : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private static readonly byte[] Marker = "\x01streamw2v:end-of-gzip\x04"u8.ToArray();
    private static readonly byte[] MarkerMember = Compress(Marker);

    private readonly string _path;
    private readonly FollowedStream _compressed;
    private readonly GZipStream _inflater;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isDone;

    /// <summary>
    /// Inflates <paramref name="compressed"/>, which it owns from here on, up to <paramref name="length"/> compressed bytes: what a file
    /// grows by meanwhile is not read. <paramref name="path"/> names it in errors.
    /// </summary>
    public GzipSource(Stream compressed, string path, long length = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        _path = path;
        _compressed = new FollowedStream(compressed, length, MarkerMember);
        _inflater = new GZipStream(_compressed, CompressionMode.Decompress);
    }

    /// <summary>Inflated bytes handed out so far.</summary>
    public long InflatedOffset { get; private set; }

    /// <summary>Compressed bytes taken from the file so far; runs ahead of the text by up to the buffers' sizes.</summary>
    public long CompressedOffset => _compressed.BytesRead;

    /// <summary>Whether these first bytes of a file are those of gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, ..];

    /// <summary>
    /// Reads at least one inflated byte unless <paramref name="destination"/> is empty; 0 at the end of an intact file.
    /// <see cref="BadInputException"/> if it is damaged or cut short, naming the inflated offset. Of a cut file every byte before the cut is
    /// handed out first and nothing that is not its own, so a reader may keep what it got and go on when the rest has arrived.
    /// </summary>
    public int Read(Span<byte> destination)
    {
        if (_isDone || (_start == _end && !Fill()))
        {
            return 0;
        }

        var count = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        InflatedOffset += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _inflater.Dispose();

    private static byte[] Compress(byte[] text)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return member.ToArray();
    }

    private bool Fill()
    {
        _start = 0;
        _end = 0;
        try
        {
            // The inflater hands out all it can before it asks for more, so what comes before the file's last byte was taken is the
            // file's own, and what comes after it is the marker or, behind a cut, the marker misread as compressed data.
            var count = _inflater.Read(_buffer);
            if (!_compressed.IsAtEnd)
            {
                _end = count;
                return count > 0 ? true : throw Damaged(null);
            }

            var after = count;
            while (count > 0 && after <= Marker.Length)
            {
                count = _inflater.Read(_buffer.AsSpan(after));
                after += count;
            }

            _isDone = _buffer.AsSpan(0, after).SequenceEqual(Marker) ? true : throw Damaged(null);
            return false;
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
    }

    private BadInputException Damaged(Exception? error)
    {
        var what = _compressed.IsAtEnd
            ? "the gzip data is cut short, damaged near its end, or followed by bytes that are not gzip"
            : "the gzip data is damaged";
        return new BadInputException(_path, $"{what} (inflated offset {InflatedOffset}); fetch the file again", error);
    }
}

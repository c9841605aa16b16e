using System.Buffers.Binary;
using System.IO.Compression;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The bytes of a file in order, inflated if it is a gzip file, through a window that holds what is looked at. Knows the offset for error
/// messages; in a gzip file offsets count inflated bytes.
/// </summary>
internal sealed class InputBytes : IDisposable
{
    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _inflated;
    private readonly uint _inflatedLength;
    private byte[] _window = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _drained;

    private InputBytes(string path, FileStream file, bool inflated)
    {
        _path = path;
        _inflated = inflated;
        _inflatedLength = inflated ? ReadTrailer(file) : 0;
        _stream = inflated ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Offset of the next byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Opens a file; a UTF-8 byte order mark at its start is passed over.</summary>
    public static InputBytes Open(string path)
    {
        var file = InputFile.Open(path);
        Span<byte> magic = stackalloc byte[2];
        var inflated = false;
        if (file.CanSeek)
        {
            inflated = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
            file.Position = 0;
        }

        var input = new InputBytes(path, file, inflated);
        if (input.Peek(3) is [0xEF, 0xBB, 0xBF])
        {
            input.Skip(3);
        }

        return input;
    }

    /// <summary>The next <paramref name="count"/> bytes without passing them; fewer only at the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && !_drained)
        {
            Fill(count);
        }

        return _window.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Passes bytes that were peeked at.</summary>
    public void Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
        Offset += count;
    }

    /// <summary>The next line without its LF, which is passed; false at the end. The last line may lack its LF.</summary>
    /// <exception cref="BadFormatException">The line is longer than <paramref name="longest"/> bytes.</exception>
    public bool TryReadLine(int longest, string place, out ReadOnlySpan<byte> line)
    {
        line = default;
        var seen = 0;
        while (true)
        {
            var window = _window.AsSpan(_start, _end - _start);
            var length = window[seen..].IndexOf((byte)'\n');
            if (length >= 0 && seen + length <= longest)
            {
                line = window[..(seen + length)];
                Skip(seen + length + 1);
                return true;
            }

            if (length >= 0 || window.Length > longest)
            {
                throw Fault(Offset, place, $"the line is longer than {longest} bytes");
            }

            if (_drained)
            {
                line = window;
                Skip(window.Length);
                return window.Length > 0;
            }

            seen = window.Length;
            Fill(window.Length + 1);
        }
    }

    /// <summary>Refuses a file that goes on where it should end.</summary>
    public void ExpectEnd(string place, string why)
    {
        if (!Peek(1).IsEmpty)
        {
            throw Fault(Offset, place, $"the file goes on where it should end; {why}");
        }
    }

    /// <summary>The error for what stands at an offset.</summary>
    public BadFormatException Fault(long offset, string place, string what) =>
        new($"{_path}: {place}, byte {offset}{(_inflated ? " of the inflated file" : "")}: {what}");

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Fill(int wanted)
    {
        if (_start > 0)
        {
            _window.AsSpan(_start, _end - _start).CopyTo(_window);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _window.Length || wanted > _window.Length)
        {
            Array.Resize(ref _window, Math.Max(wanted, _window.Length * 2));
        }

        try
        {
            var read = _stream.Read(_window.AsSpan(_end));
            _end += read;
            _drained = read == 0;
            if (_drained && _inflated && unchecked((uint)(Offset + _end - _start)) != _inflatedLength)
            {
                throw new BadFormatException(
                    $"{_path}: the gzip data ends after {Offset + _end - _start} inflated bytes, its trailer says {_inflatedLength}: it "
                        + "was cut, or is made of several parts; unpack it with gunzip first");
            }
        }
        catch (InvalidDataException error)
        {
            throw new BadFormatException(
                $"{_path}: the gzip data is damaged near inflated byte {Offset + _end - _start}: {error.Message}", error);
        }
    }

    /// <summary>
    /// The length, modulo 2^32, that a gzip file of one member states in its last four bytes (RFC 1952). The runtime takes a file
    /// that is cut for one that ends, so this is what tells them apart.
    /// </summary>
    private static uint ReadTrailer(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - trailer.Length);
        file.ReadExactly(trailer[..(int)Math.Min(trailer.Length, file.Length)]);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}

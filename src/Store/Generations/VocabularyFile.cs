using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// <c>vocabulary.bin</c>: the word, count and row generation of every row id. Little-endian: magic "SW2VVOCB", u32 version 1, u32 rows,
/// u64 bytes of all tokens; f64 count per row; u32 row generation per row; u32 end of the token per row; the tokens one behind the
/// other; u32 CRC-32C of all before it. Whether a word stands twice is for the reader that builds a dictionary to see.
/// </summary>
public sealed class VocabularyFile
{
    /// <summary>Its name within a generation.</summary>
    public const string FileName = "vocabulary.bin";

    private const uint Version = 1;
    private const int HeaderBytes = 24;
    private const int RowBytes = sizeof(double) + sizeof(uint) + sizeof(uint);
    private const int ChecksumBytes = sizeof(uint);

    private readonly byte[] _bytes;
    private readonly int _generations;
    private readonly int _ends;
    private readonly int _tokens;

    private VocabularyFile(byte[] bytes, int rows)
    {
        _bytes = bytes;
        Rows = rows;
        _generations = HeaderBytes + (rows * sizeof(double));
        _ends = _generations + (rows * sizeof(uint));
        _tokens = _ends + (rows * sizeof(uint));
    }

    /// <summary>Rows, free ones included; row ids are 0 to Rows - 1.</summary>
    public int Rows { get; }

    private static ReadOnlySpan<byte> Magic => "SW2VVOCB"u8;

    /// <summary>Makes the file's bytes; <paramref name="row"/> is asked for each id several times and must say the same.</summary>
    /// <exception cref="OverflowException">The file would exceed 2^31 bytes.</exception>
    public static byte[] Write(int rows, Func<int, VocabularyRow> row)
    {
        using var bytes = new MemoryStream();
        Write(bytes, rows, row);
        return bytes.ToArray();
    }

    /// <summary>Writes the file to a stream; <paramref name="row"/> is asked for each id several times and must say the same.</summary>
    /// <exception cref="OverflowException">The file would exceed 2^31 bytes.</exception>
    public static void Write(Stream output, int rows, Func<int, VocabularyRow> row)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentNullException.ThrowIfNull(row);
        int end = 0;
        for (int id = 0; id < rows; id++)
        {
            var current = row(id);
            end = checked(end + current.Token.Length);
            if (!double.IsFinite(current.Count) || current.Count < 0)
            {
                throw new ArgumentException($"row {id} has the count {current.Count}, which is not a number of occurrences", nameof(row));
            }
        }

        _ = checked(HeaderBytes + (rows * RowBytes) + end + ChecksumBytes);
        var columns = new ColumnWriter(output);
        columns.Write(Magic);
        columns.Write(Version);
        columns.Write((uint)rows);
        columns.Write((ulong)end);
        for (int id = 0; id < rows; id++)
        {
            columns.Write(BitConverter.DoubleToUInt64Bits(row(id).Count));
        }

        for (int id = 0; id < rows; id++)
        {
            columns.Write(row(id).RowGeneration);
        }

        end = 0;
        for (int id = 0; id < rows; id++)
        {
            columns.Write((uint)(end += row(id).Token.Length));
        }

        for (int id = 0; id < rows; id++)
        {
            columns.Write(row(id).Token);
        }

        columns.End();
    }

    /// <summary>Reads the file's bytes, which are kept and not copied; every number is checked before it is used.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="StoreDamagedException">Damage, or a version this program does not know.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static VocabularyFile Read(byte[] bytes, string path)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < HeaderBytes + ChecksumBytes || !bytes.AsSpan().StartsWith(Magic))
        {
            throw Damaged(path, "it does not start like a vocabulary");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (version != Version)
        {
            throw new StoreDamagedException(
                $"'{path}' has format version {version}, this program reads {Version}; use the version of streamw2v that wrote it");
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes));
        uint actual = Crc32C.Compute(bytes.AsSpan(0, bytes.Length - ChecksumBytes));
        if (actual != expected)
        {
            throw Damaged(path, $"its CRC-32C is {actual:x8} where it says {expected:x8}");
        }

        uint rows = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        ulong tokenBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(16));
        ulong fixedBytes = HeaderBytes + ChecksumBytes + ((ulong)rows * RowBytes);
        if (fixedBytes > (ulong)bytes.Length || tokenBytes != (ulong)bytes.Length - fixedBytes)
        {
            throw Damaged(path, $"{rows} rows and {tokenBytes} bytes of words do not make {bytes.Length} bytes");
        }

        var file = new VocabularyFile(bytes, (int)rows);
        uint end = 0;
        for (int id = 0; id < file.Rows; id++)
        {
            uint next = file.End(id);
            if (next < end || next > tokenBytes || !double.IsFinite(file.Count(id)) || file.Count(id) < 0)
            {
                throw Damaged(path, $"row {id} is out of range");
            }

            end = next;
        }

        return end == tokenBytes ? file : throw Damaged(path, $"its words end at byte {end} of {tokenBytes}");
    }

    /// <summary>UTF-8 bytes of a row's word; empty for a free row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Token(int id)
    {
        int start = id == 0 ? 0 : (int)End(id - 1);
        return _bytes.AsSpan(_tokens + start, (int)End(id) - start);
    }

    /// <summary>Occurrences of a row's word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Count(int id) => BinaryPrimitives.ReadDoubleLittleEndian(Column(HeaderBytes, id, sizeof(double)));

    /// <summary>How often the row has changed its word.</summary>
    public uint RowGeneration(int id) => BinaryPrimitives.ReadUInt32LittleEndian(Column(_generations, id, sizeof(uint)));

    private static StoreDamagedException Damaged(string path, string what) =>
        new($"'{path}' is damaged: {what}; run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint End(int id) => BinaryPrimitives.ReadUInt32LittleEndian(Column(_ends, id, sizeof(uint)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Column(int start, int id, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Rows, nameof(id));
        return _bytes.AsSpan(start + (id * width), width);
    }
}

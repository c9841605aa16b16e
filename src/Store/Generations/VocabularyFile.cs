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

    /// <summary>Makes the file's bytes; <paramref name="row"/> is asked once per id, ascending.</summary>
    /// <exception cref="OverflowException">The file would exceed 2^31 bytes.</exception>
    public static byte[] Write(int rows, Func<int, VocabularyRow> row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentNullException.ThrowIfNull(row);
        byte[] columns = new byte[checked(HeaderBytes + (rows * RowBytes))];
        var at = new VocabularyFile(columns, rows);
        byte[] tokens = new byte[Math.Max(256, rows * 8L > Array.MaxLength ? Array.MaxLength : rows * 8)];
        int end = 0;
        for (int id = 0; id < rows; id++)
        {
            var current = row(id);
            if (!double.IsFinite(current.Count) || current.Count < 0)
            {
                throw new ArgumentException($"row {id} has the count {current.Count}, which is not a number of occurrences", nameof(row));
            }

            int newEnd = checked(end + current.Token.Length);
            if (newEnd > tokens.Length)
            {
                Array.Resize(ref tokens, (int)Math.Min(Array.MaxLength, Math.Max(newEnd, tokens.Length * 2L)));
            }

            current.Token.CopyTo(tokens.AsSpan(end));
            end = newEnd;
            BinaryPrimitives.WriteDoubleLittleEndian(columns.AsSpan(HeaderBytes + (id * sizeof(double))), current.Count);
            BinaryPrimitives.WriteUInt32LittleEndian(columns.AsSpan(at._generations + (id * sizeof(uint))), current.RowGeneration);
            BinaryPrimitives.WriteUInt32LittleEndian(columns.AsSpan(at._ends + (id * sizeof(uint))), (uint)end);
        }

        Magic.CopyTo(columns);
        BinaryPrimitives.WriteUInt32LittleEndian(columns.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(columns.AsSpan(12), (uint)rows);
        BinaryPrimitives.WriteUInt64LittleEndian(columns.AsSpan(16), (ulong)end);
        byte[] file = new byte[checked(columns.Length + end + ChecksumBytes)];
        columns.CopyTo(file, 0);
        tokens.AsSpan(0, end).CopyTo(file.AsSpan(columns.Length));
        var checkedBytes = file.AsSpan(0, file.Length - ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(checkedBytes.Length), Crc32C.Compute(checkedBytes));
        return file;
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

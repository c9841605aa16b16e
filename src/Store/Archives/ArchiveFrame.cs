using System.Buffers.Binary;
using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Archives;

/// <summary>
/// Up to a mebibyte of a file as it stands in an archive: 16 bytes of header and the payload. Holds the buffers, so one object works on one frame at a time.
/// </summary>
internal sealed class ArchiveFrame
{
    /// <summary>Bytes of a file in a frame; only the last one of a file has fewer.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Bytes in front of a payload.</summary>
    public const int HeaderBytes = 16;

    private const byte Plain = 0;
    private const byte Compressed = 1;
    private const byte Lanes = 2;
    private const byte Difference = 4;

    private readonly byte[] _frame = new byte[HeaderBytes + MaxBytes];
    private readonly byte[] _lanes = new byte[MaxBytes];

    /// <summary>Makes the frame of some bytes.</summary>
    /// <param name="content">1 to <see cref="MaxBytes"/> bytes.</param>
    /// <param name="isFloats">Whether they are floats, whose bytes are put into lanes.</param>
    /// <param name="basis">The same place of the base; null without one.</param>
    /// <returns>Header and payload, valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> content, bool isFloats, byte[]? basis)
    {
        byte encoding = Plain;
        int stored = 0;
        if (isFloats)
        {
            encoding = (byte)(Compressed | Lanes | (basis is null ? 0 : Difference));
            ByteLanes.Split(content, basis, _lanes);
            stored = Lz4.Compress(_lanes.AsSpan(0, content.Length), _frame.AsSpan(HeaderBytes, content.Length - 1));
        }
        else
        {
            encoding = Compressed;
            stored = Lz4.Compress(content, _frame.AsSpan(HeaderBytes, content.Length - 1));
        }

        if (stored == 0)
        {
            encoding = Plain;
            stored = content.Length;
            content.CopyTo(_frame.AsSpan(HeaderBytes));
        }

        var frame = _frame.AsSpan(0, HeaderBytes + stored);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], stored);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], encoding);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32C.Compute(frame[4..]));
        return frame;
    }

    /// <summary>Reads the frame at <paramref name="offset"/>, which must hold exactly <paramref name="content"/> bytes.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="offset">Where the frame starts; behind it on return.</param>
    /// <param name="end">Where the frames of the file end.</param>
    /// <param name="basis">The same place of the base; null without one.</param>
    /// <param name="content">Gets the content: its length is known from the manifest, so nothing is taken from the frame before it is checked.</param>
    /// <exception cref="StoreDamagedException">The frame is damaged.</exception>
    public void Decode(IStorageFile file, ref long offset, long end, byte[]? basis, Span<byte> content)
    {
        var header = _frame.AsSpan(0, HeaderBytes);
        if (end - offset < HeaderBytes || file.ReadFully(header, offset) != HeaderBytes)
        {
            throw Damaged(file, offset, "it is cut short");
        }

        int stored = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int encoding = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        bool isKnown = encoding is Plain or Compressed or (Compressed | Lanes) || (encoding is (Compressed | Lanes | Difference) && basis is not null);
        if (length != content.Length || stored < 1 || stored > length - (encoding == Plain ? 0 : 1) || (encoding == Plain && stored != length)
            || stored > end - offset - HeaderBytes || !isKnown || ((encoding & Lanes) != 0 && length % sizeof(float) != 0))
        {
            throw Damaged(file, offset, "its header is impossible");
        }

        var payload = _frame.AsSpan(HeaderBytes, stored);
        if (file.ReadFully(payload, offset + HeaderBytes) != stored
            || Crc32C.Compute(_frame.AsSpan(4, HeaderBytes - 4 + stored)) != BinaryPrimitives.ReadUInt32LittleEndian(header))
        {
            throw Damaged(file, offset, "it does not match its checksum");
        }

        try
        {
            Unpack(payload, encoding, basis, content);
        }
        catch (InvalidDataException error)
        {
            throw ArchiveHeader.Damaged(file.Path, $"frame at offset {offset}: {error.Message}", error);
        }

        offset += HeaderBytes + stored;
    }

    private void Unpack(ReadOnlySpan<byte> payload, int encoding, byte[]? basis, Span<byte> content)
    {
        if (encoding == Plain)
        {
            payload.CopyTo(content);
        }
        else if ((encoding & Lanes) == 0)
        {
            Lz4.Decompress(payload, content);
        }
        else
        {
            var lanes = _lanes.AsSpan(0, content.Length);
            Lz4.Decompress(payload, lanes);
            ByteLanes.Join(lanes, (encoding & Difference) != 0 ? basis : null, content);
        }
    }

    private static StoreDamagedException Damaged(IStorageFile file, long offset, string what) =>
        ArchiveHeader.Damaged(file.Path, $"frame at offset {offset}: {what}");
}

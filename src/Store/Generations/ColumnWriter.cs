using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>Writes little-endian numbers and bytes to a stream, a buffer at a time, and behind them the CRC-32C of it all.</summary>
internal sealed class ColumnWriter(Stream output)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _held;
    private uint _crc;

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length > _buffer.Length; bytes = bytes[_buffer.Length..])
        {
            bytes[.._buffer.Length].CopyTo(Room(_buffer.Length));
        }

        bytes.CopyTo(Room(bytes.Length));
    }

    /// <summary>Writes a u32.</summary>
    public void Write(uint number) => BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), number);

    /// <summary>Writes a u64.</summary>
    public void Write(ulong number) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), number);

    /// <summary>Writes what is held and the checksum.</summary>
    public void End()
    {
        Flush();
        Write(_crc);
        Flush();
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _held < bytes)
        {
            Flush();
        }

        return _buffer.AsSpan((_held += bytes) - bytes, bytes);
    }

    private void Flush()
    {
        var bytes = _buffer.AsSpan(0, _held);
        _crc = Crc32C.Append(_crc, bytes);
        output.Write(bytes);
        _held = 0;
    }
}

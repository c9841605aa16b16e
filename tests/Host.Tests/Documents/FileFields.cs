using System.Buffers.Binary;
using System.Text;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>Reads the fields of a file one after the other, as a program would that was written from docs/formats.md alone.</summary>
internal sealed class FileFields(byte[] bytes)
{
    public int Offset { get; private set; }

    public int Left => bytes.Length - Offset;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        Offset += count;
        return bytes.AsSpan(Offset - count, count);
    }

    public string Ascii(int count) => Encoding.ASCII.GetString(Bytes(count));

    public byte U8() => Bytes(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public double F64() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));
}

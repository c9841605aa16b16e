using System.Runtime.InteropServices;
using StreamW2V.Store.Compression;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>A sketch within a file: its width, and counters and doorkeeper in LZ4 blocks, since they are mostly zero while a store is young. docs/formats.md has every byte.</summary>
internal static class PackedSketch
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Writes a sketch; what of it is not copied yet is copied now.</summary>
    public static void Write(BinaryWriter output, SketchSnapshot sketch)
    {
        sketch.End();
        output.Write(sketch.Width);
        output.Write(sketch.Additions);
        WriteBlocks(output, MemoryMarshal.AsBytes(sketch.Counters.Numbers));
        WriteBlocks(output, MemoryMarshal.AsBytes(sketch.Bits.Numbers));
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static FrequencySketch Read(BinaryReader input)
    {
        var width = input.ReadInt32();
        if (width is < 16 or > 1 << 24 || !System.Numerics.BitOperations.IsPow2(width))
        {
            throw new InvalidDataException($"{width} counters a row is not a possible width");
        }

        var sketch = new FrequencySketch(width) { Additions = input.ReadInt64() };
        ReadBlocks(input, MemoryMarshal.AsBytes(sketch.Counts.Counters));
        ReadBlocks(input, MemoryMarshal.AsBytes(sketch.Doorkeeper.Bits));
        return sketch;
    }

    private static void WriteBlocks(BinaryWriter output, ReadOnlySpan<byte> bytes)
    {
        var packed = new byte[Lz4.MaxCompressedLength(BlockBytes)];
        for (var start = 0; start < bytes.Length; start += BlockBytes)
        {
            var length = Lz4.Compress(bytes.Slice(start, Math.Min(BlockBytes, bytes.Length - start)), packed);
            output.Write(length);
            output.Write(packed.AsSpan(0, length));
        }
    }

    private static void ReadBlocks(BinaryReader input, Span<byte> bytes)
    {
        for (var start = 0; start < bytes.Length; start += BlockBytes)
        {
            var length = input.ReadInt32();
            if (length < 0 || length > input.BaseStream.Length - input.BaseStream.Position)
            {
                throw new InvalidDataException($"a block of {length} bytes does not fit");
            }

            Lz4.Decompress(input.ReadBytes(length), bytes.Slice(start, Math.Min(BlockBytes, bytes.Length - start)));
        }
    }
}

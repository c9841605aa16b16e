using System.Runtime.InteropServices;
using System.Text;
using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// <c>sketch.bin</c>: the sketch's counters in LZ4 blocks (they are mostly zero while a store is young), the floor, and the candidates noted since the last
/// edge. docs/formats.md has every byte.
/// </summary>
internal static class SketchFile
{
    private const uint Magic = 0x53573253; // "S2WS"
    private const int Version = 1;
    private const int BlockBytes = 1 << 20;

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(GrowingVocabulary vocabulary)
    {
        using var bytes = new MemoryStream();
        using (var output = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            output.Write(Magic);
            output.Write(Version);
            output.Write(vocabulary.Floor);
            var candidates = vocabulary.Candidates;
            output.Write(candidates.Count);
            for (var i = 0; i < candidates.Count; i++)
            {
                output.Write((ushort)candidates[i].Length);
                output.Write(candidates[i]);
                output.Write(vocabulary.Estimate(i));
            }

            var counters = MemoryMarshal.AsBytes(vocabulary.Sketch.Counters);
            output.Write(vocabulary.Sketch.Width);
            var packed = new byte[Lz4.MaxCompressedLength(BlockBytes)];
            for (var start = 0; start < counters.Length; start += BlockBytes)
            {
                var block = counters.Slice(start, Math.Min(BlockBytes, counters.Length - start));
                var length = Lz4.Compress(block, packed);
                output.Write(length);
                output.Write(packed.AsSpan(0, length));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Fills the sketch and the candidates of a vocabulary whose words are already there.</summary>
    /// <exception cref="StoreDamagedException">The bytes are not what <see cref="Write"/> makes.</exception>
    public static void Read(byte[] content, string path, GrowingVocabulary vocabulary)
    {
        try
        {
            using var input = new BinaryReader(new MemoryStream(content));
            if (input.ReadUInt32() != Magic || input.ReadInt32() != Version)
            {
                throw new InvalidDataException($"it is not a sketch of version {Version}");
            }

            vocabulary.Floor = input.ReadDouble();
            var candidates = input.ReadInt32();
            for (var i = 0; i < candidates; i++)
            {
                var token = input.ReadBytes(input.ReadUInt16());
                vocabulary.NoteCandidate(token, input.ReadDouble());
            }

            vocabulary.Sketch = ReadCounters(input);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new StoreDamagedException($"{path} cannot be used: {error.Message}. Check the store with: streamw2v fsck", error);
        }
    }

    private static CountMinSketch ReadCounters(BinaryReader input)
    {
        var width = input.ReadInt32();
        if (width is < 16 or > 1 << 24 || !System.Numerics.BitOperations.IsPow2(width))
        {
            throw new InvalidDataException($"{width} counters a row is not a possible width");
        }

        var sketch = new CountMinSketch(width);
        var counters = MemoryMarshal.AsBytes(sketch.Counters);
        for (var start = 0; start < counters.Length; start += BlockBytes)
        {
            var length = input.ReadInt32();
            if (length < 0 || length > input.BaseStream.Length - input.BaseStream.Position)
            {
                throw new InvalidDataException($"a block of {length} bytes does not fit");
            }

            Lz4.Decompress(input.ReadBytes(length), counters.Slice(start, Math.Min(BlockBytes, counters.Length - start)));
        }

        return sketch;
    }
}

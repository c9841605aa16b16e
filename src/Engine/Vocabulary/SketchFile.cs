using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// <c>sketch.bin</c>: what a growing vocabulary knows beside its words: the sketch in LZ4 blocks (it is mostly zero while a store is young), the candidates noted since the
/// last edge, the words in their grace period, and how counts decay. docs/formats.md has every byte.
/// </summary>
internal static class SketchFile
{
    /// <summary>Its name within a generation.</summary>
    public const string FileName = "sketch.bin";

    private static readonly FileSignature Signature = new("S2WS", 3);

    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, VocabularySnapshot vocabulary)
    {
        using var output = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Signature.Write(output);
        output.Write(vocabulary.Floor);
        output.Write(vocabulary.Admissions);
        output.Write(vocabulary.KnownTokens);
        output.Write(vocabulary.Unit);
        output.Write(vocabulary.DecayTokens);
        WriteCounts(output, vocabulary);
        output.Write(vocabulary.Grace.Count);
        foreach (var (id, since) in vocabulary.Grace.Items)
        {
            output.Write(id);
            output.Write(since);
        }

        output.Write(vocabulary.Candidates);
        PackedSketch.Write(output, vocabulary.Sketch);
    }

    /// <summary>Fills in what a vocabulary whose words are already there knows beside them.</summary>
    /// <exception cref="StoreDamagedException">The bytes are not what <see cref="Write"/> makes.</exception>
    public static void Read(byte[] content, string path, GrowingVocabulary vocabulary)
    {
        try
        {
            using var input = new BinaryReader(new MemoryStream(content));
            Signature.Require(input);

            vocabulary.Floor = input.ReadDouble();
            var (admissions, known) = (input.ReadInt64(), input.ReadDouble());
            vocabulary.Decay.Restore(input.ReadDouble(), input.ReadInt64());
            vocabulary.Restore(ReadCounts(input, vocabulary.Count), known, admissions);
            for (var entries = input.ReadInt32(); entries > 0; entries--)
            {
                var (id, since) = (input.ReadInt32(), input.ReadInt64());
                if ((uint)id >= (uint)vocabulary.Count)
                {
                    throw new InvalidDataException($"row {id} is in its grace period and has no word");
                }

                vocabulary.Grace.Begin(id, since);
            }

            for (var candidates = input.ReadInt32(); candidates > 0; candidates--)
            {
                var token = input.ReadBytes(input.ReadUInt16());
                vocabulary.NoteCandidate(token, input.ReadDouble(), ReadContext(input, vocabulary.Count));
            }

            vocabulary.Sketch = PackedSketch.Read(input);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new StoreDamagedException($"{path} cannot be used: {error.Message}. Check the store with: streamw2v fsck", error);
        }
    }

    /// <summary>The counts in units, where these are not the counts as of now that stand in the vocabulary's own file.</summary>
    private static void WriteCounts(BinaryWriter output, VocabularySnapshot vocabulary)
    {
        ReadOnlySpan<double> counts = vocabulary.Unit == 1 ? default : vocabulary.Counts.Items;
        output.Write(counts.Length);
        foreach (var count in counts)
        {
            output.Write(count);
        }
    }

    private static double[] ReadCounts(BinaryReader input, int words)
    {
        var length = input.ReadInt32();
        if (length != 0 && length != words)
        {
            throw new InvalidDataException($"it has {length} counts for {words} words");
        }

        var counts = new double[length];
        for (var i = 0; i < length; i++)
        {
            counts[i] = input.ReadDouble();
            if (!(counts[i] >= 0 && double.IsFinite(counts[i])))
            {
                throw new InvalidDataException($"count {i} is {counts[i]}");
            }
        }

        return counts;
    }

    private static int[] ReadContext(BinaryReader input, int words)
    {
        var ids = new int[input.ReadByte()];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = input.ReadInt32();
            if ((uint)ids[i] >= (uint)words)
            {
                throw new InvalidDataException($"row {ids[i]} stood around a candidate and there are {words}");
            }
        }

        return ids;
    }
}

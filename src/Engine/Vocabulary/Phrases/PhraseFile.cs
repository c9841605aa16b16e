using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>
/// <c>phrases.bin</c>: the phrases and, while they are looked for, what was counted for it. Without counts it is kept where phrases were looked for once: the tokens that they
/// have made are still words of the vocabulary. docs/formats.md has every byte.
/// </summary>
internal static class PhraseFile
{
    /// <summary>Its name within a generation.</summary>
    public const string FileName = "phrases.bin";

    private static readonly FileSignature Signature = new("S2WP", 1);

    /// <summary>The bytes of the file with the phrases alone.</summary>
    public static byte[] Write(PhraseTable table)
    {
        var snapshot = new PhraseSnapshot();
        snapshot.Take(table);
        using var bytes = new MemoryStream();
        Write(bytes, snapshot);
        return bytes.ToArray();
    }

    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, PhraseSnapshot phrases)
    {
        using var output = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Signature.Write(output);
        output.Write(phrases.Cursor);
        WritePhrases(output, phrases.Accepted);
        WritePhrases(output, phrases.Candidates);
        output.Write((byte)(phrases.HasCounts ? 1 : 0));
        if (phrases.HasCounts)
        {
            output.Write(phrases.Tokens);
            output.Write(phrases.Sightings.Count / PhraseCounts.RowSize);
            output.Write(phrases.Sightings.Items);
            PackedSketch.Write(output, phrases.Pairs);
        }
    }

    /// <summary>The phrases, without what was counted.</summary>
    /// <exception cref="StoreDamagedException">The bytes are not what this class writes.</exception>
    public static PhraseTable ReadTable(byte[] content, string path, TokenHash hash) => Read(content, path, input => ReadTable(input, hash));

    /// <summary>A detector that goes on from the file; where that has no counts, they begin anew.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="path">Its name for errors.</param>
    /// <param name="hash">The hash of the store.</param>
    /// <param name="vocabulary">The vocabulary, as the generation holds it.</param>
    /// <param name="make">Makes the detector of phrases and counts.</param>
    /// <exception cref="StoreDamagedException">The bytes are not what this class writes.</exception>
    public static PhraseDetector ReadDetector(
        byte[] content, string path, TokenHash hash, GrowingVocabulary vocabulary, Func<PhraseTable, PhraseCounts, PhraseDetector> make) => Read(content, path, input =>
    {
        var table = ReadTable(input, hash);
        var candidates = ReadPhrases(input, hash);
        var hasCounts = input.ReadByte();
        if (hasCounts > 1)
        {
            throw new InvalidDataException($"its mark for counts is {hasCounts}");
        }

        var detector = make(table, hasCounts == 1 ? ReadCounts(input, vocabulary) : new PhraseCounts(vocabulary.MaxWords));
        candidates.ForEach(detector.Note);
        return detector;
    });

    private static void WritePhrases(BinaryWriter output, IReadOnlyList<Phrase> phrases)
    {
        output.Write(phrases.Count);
        foreach (var phrase in phrases)
        {
            output.Write((ushort)phrase.Token.Length);
            output.Write((ushort)phrase.First.Length);
            output.Write(phrase.Token);
        }
    }

    private static T Read<T>(byte[] content, string path, Func<BinaryReader, T> read)
    {
        try
        {
            using var input = new BinaryReader(new MemoryStream(content));
            Signature.Require(input);
            return read(input);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new StoreDamagedException($"{path} cannot be used: {error.Message}. Check the store with: streamw2v fsck", error);
        }
    }

    private static PhraseTable ReadTable(BinaryReader input, TokenHash hash)
    {
        var table = new PhraseTable { Cursor = input.ReadInt32() };
        foreach (var phrase in ReadPhrases(input, hash))
        {
            if (!table.TryAdd(phrase))
            {
                throw new InvalidDataException($"phrase {table.Count} is there twice or is one more than {table.Capacity}");
            }
        }

        return table.Cursor >= 0 && table.Cursor <= table.Count
            ? table
            : throw new InvalidDataException($"phrase {table.Cursor} of {table.Count} would be examined next");
    }

    private static List<Phrase> ReadPhrases(BinaryReader input, TokenHash hash)
    {
        var phrases = new List<Phrase>();
        for (var left = input.ReadInt32(); left > 0; left--)
        {
            var (length, first) = (input.ReadUInt16(), input.ReadUInt16());
            phrases.Add(Phrase.Of(input.ReadBytes(length), first, hash));
        }

        return phrases;
    }

    private static PhraseCounts ReadCounts(BinaryReader input, GrowingVocabulary vocabulary)
    {
        var (tokens, rows) = (input.ReadInt64(), input.ReadInt32());
        if (tokens < 0 || rows != vocabulary.Count)
        {
            throw new InvalidDataException($"it counts {tokens} tokens of {rows} words, and the vocabulary has {vocabulary.Count}");
        }

        var sightings = input.ReadBytes(rows * PhraseCounts.RowSize);
        var counts = new PhraseCounts(PackedSketch.Read(input)) { Tokens = tokens };
        sightings.CopyTo(counts.RowBytes(rows));
        return counts;
    }
}

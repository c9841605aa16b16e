using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>
/// Prevents docs/formats.md from describing files that the program does not write: what it says about magic, version, offsets and
/// checksums is read out of a real store without the program's own readers.
/// </summary>
public sealed class FormatsDocumentTests : IClassFixture<LearnedStore>
{
    private readonly LearnedStore _store;

    public FormatsDocumentTests(LearnedStore store) => _store = store;

    [Fact]
    public void Every_file_of_a_store_starts_as_the_document_says()
    {
        const string Head = "| file | starts with | version | checksum |\n|---|---|---|---|\n";
        var rows = RepositoryFiles.Read("docs/formats.md").Split(Head)[1].Split("\n\n")[0].Split('\n')
            .Select(row => row.Split('|', StringSplitOptions.TrimEntries).Select(cell => cell.Trim('`')).ToArray())
            .ToDictionary(cells => cells[1], cells => (Start: cells[2], Version: cells[3]));
        var seen = new HashSet<string>();
        var files = Directory.GetFiles(_store.Path, "*", SearchOption.AllDirectories);
        foreach (var path in files.Where(path => Path.GetFileName(path) != "LOCK"))
        {
            var name = Path.GetFileName(path);
            var key = rows.ContainsKey(name) ? name : "*" + Path.GetExtension(name);
            Assert.True(rows.ContainsKey(key), $"{name} is not in the table");
            seen.Add(key);
            var (start, version) = rows[key];
            var bytes = File.ReadAllBytes(path);
            byte[] expected = start == "93 'NUMPY'" ? [0x93, .. "NUMPY"u8] : Encoding.ASCII.GetBytes(start);
            Assert.Equal(expected, bytes[..expected.Length]);
            if (start == "{")
            {
                Assert.Contains(version, Encoding.UTF8.GetString(bytes));
            }
            else if (version == "1.0")
            {
                Assert.Equal([1, 0], bytes[6..8]);
            }
            else
            {
                var written = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(expected.Length));
                Assert.Equal(int.Parse(version, CultureInfo.InvariantCulture), written);
            }
        }

        Assert.Equal(rows.Keys.Order(), seen.Order());
    }

    [Theory]
    [InlineData("store.json")]
    [InlineData("generations/0000000002/manifest.json")]
    public void Json_is_sealed_by_its_last_member(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_store.Path, name));
        var seal = $",\n  \"crc32c\": \"{Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 27)):x8}\"\n}}\n";
        Assert.Equal(seal, Encoding.ASCII.GetString(bytes[^27..]));
        using var json = JsonDocument.Parse(bytes);
        var documented = RepositoryFiles.Read("docs/formats.md");
        var members = json.RootElement.EnumerateObject().Select(member => member.Name).Except(["journal", "crc32c"]);
        Assert.All(members, name => Assert.Contains($"| `{name}` |", documented));
    }

    [Fact]
    public void An_archive_unpacks_to_the_generation_as_the_document_says()
    {
        var bytes = File.ReadAllBytes(Path.Combine(_store.Path, "archive", "0000000001.archive"));
        var manifest = bytes[48..(48 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)))];
        Assert.Equal(File.ReadAllBytes(Path.Combine(_store.Generation(1), "manifest.json")), manifest);
        Assert.Equal((1, 0), (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24))));
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)));
        var files = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(36));
        var table = 48 + manifest.Length;
        Assert.Equal(Crc32C.Compute(bytes.AsSpan(0, table + (8 * files))), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(table + (8 * files))));
        using var json = JsonDocument.Parse(manifest);
        var names = json.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString()!).ToArray();
        Assert.Equal(names.Length, files);
        for (var i = 0; i < files; i++)
        {
            var start = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(table + (8 * i)));
            var end = i + 1 < files ? (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(table + (8 * (i + 1)))) : bytes.Length;
            Assert.Equal(File.ReadAllBytes(Path.Combine(_store.Generation(1), names[i])), Unpack(bytes.AsSpan(start, end - start)));
        }
    }

    [Fact]
    public void The_hash_key_follows_from_the_seed()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_store.Path, "store.json")));
        byte[] input = [.. "streamw2v hash key"u8, .. BitConverter.GetBytes(json.RootElement.GetProperty("seed").GetUInt64())];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 16)), json.RootElement.GetProperty("hashKey").GetString());
    }

    [Fact]
    public void The_manifest_vouches_for_every_file()
    {
        foreach (var number in (int[])[1, 2])
        {
            var files = Manifest(number).GetProperty("files").EnumerateArray().ToList();
            var present = Directory.GetFiles(_store.Generation(number)).Select(path => Path.GetFileName(path)!).Except(["manifest.json"]);
            Assert.Equal(present.Order(StringComparer.Ordinal), files.Select(file => file.GetProperty("name").GetString()));
            foreach (var file in files)
            {
                var bytes = Content(number, file.GetProperty("name").GetString()!);
                Assert.Equal(bytes.Length, file.GetProperty("bytes").GetInt64());
                Assert.Equal($"{Crc32C.Compute(bytes):x8}", file.GetProperty("crc32c").GetString());
            }
        }
    }

    [Fact]
    public void Matrices_are_numpy_files_with_zero_columns_behind_the_dimension()
    {
        var (words, dimension) = (Manifest(2).GetProperty("vocabulary").GetInt32(), Manifest(2).GetProperty("dimension").GetInt32());
        foreach (var (name, rows) in (IEnumerable<(string, int)>)[("input.npy", words), ("output.npy", words), ("nodes.npy", words - 1)])
        {
            var bytes = Content(2, name);
            var stride = (dimension + 15) / 16 * 16;
            Assert.Equal(4086, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)));
            var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {stride}), }}".PadRight(4085) + "\n";
            Assert.Equal(header, Encoding.ASCII.GetString(bytes, 10, 4086));
            Assert.Equal(4096 + (rows * stride * 4), bytes.Length);
            for (var row = 0; row < rows; row++)
            {
                var behind = bytes.AsSpan(4096 + (((row * stride) + dimension) * 4), (stride - dimension) * 4);
                Assert.Equal(-1, MemoryMarshal.Cast<byte, float>(behind).IndexOfAnyExcept(0f));
            }
        }
    }

    [Fact]
    public void The_vocabulary_has_its_columns_where_the_document_says()
    {
        var bytes = Content(1, "vocabulary.bin");
        var fields = new FileFields(bytes);
        Assert.Equal("SW2VVOCB", fields.Ascii(8));
        Assert.Equal(1u, fields.U32());
        var rows = fields.I32();
        var tokens = (int)fields.I64();
        Assert.Equal(28 + (16 * rows) + tokens, bytes.Length);
        var counts = Enumerable.Range(0, rows).Select(_ => fields.F64()).ToList();
        var rowGenerations = Enumerable.Range(0, rows).Select(_ => fields.U32()).ToList();
        var ends = Enumerable.Range(0, rows).Select(_ => fields.I32()).ToList();
        var text = fields.Ascii(tokens);
        Assert.Equal(Crc32C.Compute(bytes.AsSpan(0, fields.Offset)), fields.U32());
        var words = ends.Select((end, id) => text[(id == 0 ? 0 : ends[id - 1])..end]).ToList();
        Assert.Equal(["red", "green", "blue"], words.Take(3));
        Assert.Equal(2000, counts[0]);
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.All(rowGenerations, generation => Assert.Equal(0u, generation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_trainer_file_ends_where_its_fields_end(int generation)
    {
        var fields = new FileFields(Content(generation, "trainer.bin"));
        Assert.Equal(("S2WT", 3), (fields.Ascii(4), fields.I32()));
        var (tokens, words, edgeWords, sentences) = (fields.I64(), fields.I64(), fields.I64(), fields.I64());
        Assert.Equal(Manifest(generation).GetProperty("tokens").GetInt64(), tokens);
        Assert.InRange(words, 1, tokens);
        Assert.InRange(edgeWords, 1, words);
        Assert.Equal(generation == 1 ? 2000 : 22_000, sentences);
        var known = fields.F64();
        Assert.InRange(fields.I64(), 0, tokens);
        var rows = Manifest(generation).GetProperty("vocabulary").GetInt32();
        var counts = fields.I32();
        Assert.InRange(counts, 1, rows);
        Assert.Equal(known, Enumerable.Range(0, counts).Sum(_ => fields.F64()), 1e-6);
        for (var vacated = fields.I32(); vacated > 0; vacated--)
        {
            Assert.InRange(fields.I32(), 0, counts - 1);
        }

        Assert.True(fields.F64() > 0);
        Assert.True(fields.F64() >= 0);
        var children = fields.I32();
        Assert.Equal(2 * (rows - 1), children);
        var leaves = Enumerable.Range(0, children).Select(_ => fields.I32()).Where(child => child < 0).Select(child => ~child);
        Assert.Equal(Enumerable.Range(0, rows), leaves.Order());
        fields.Bytes(4 * fields.I32());
        var due = fields.I64();
        var weights = fields.I32();
        Assert.True(weights == 0 ? due == 0 : due > tokens && weights <= rows);
        Assert.All(Enumerable.Range(0, weights), _ => Assert.True(fields.F64() >= 1));
        Assert.Equal(0, fields.Left);
    }

    [Fact]
    public void The_sketch_holds_four_rows_of_counters_and_a_doorkeeper_in_blocks()
    {
        var fields = new FileFields(Content(2, "sketch.bin"));
        Assert.Equal(("S2WS", 3), (fields.Ascii(4), fields.I32()));
        Assert.True(fields.F64() >= 0);
        Assert.InRange(fields.I64(), 1, Manifest(2).GetProperty("tokens").GetInt64());
        Assert.True(fields.F64() > 0);
        Assert.Equal((1.0, 0), (fields.F64(), fields.I64() - EdgeTokens()));
        Assert.Equal(0, fields.I32());
        for (var graced = fields.I32(); graced > 0; graced--)
        {
            Assert.InRange(fields.I32(), 0, 199);
            Assert.InRange(fields.I64(), 1, Manifest(2).GetProperty("tokens").GetInt64());
        }

        for (var candidates = fields.I32(); candidates > 0; candidates--)
        {
            Assert.Matches("^[a-z0-9_]+$", fields.Ascii(fields.U16()));
            Assert.True(fields.F64() > 0);
            for (var around = fields.U8(); around > 0; around--)
            {
                Assert.InRange(fields.I32(), 0, 199);
            }
        }

        ReadSketch(fields);

        // The last edge, where the unit was set: the line that passed a multiple of 8,192 tokens; every line of the pipe has five.
        long EdgeTokens()
        {
            var tokens = Manifest(2).GetProperty("tokens").GetInt64();
            var passed = tokens / 8192 * 8192;
            return tokens - ((tokens - passed) / 5 * 5);
        }
    }

    [Fact]
    public void The_evictions_end_where_their_entries_end()
    {
        var fields = new FileFields(Content(2, "evicted.bin"));
        Assert.Equal(("S2WE", 1), (fields.Ascii(4), fields.I32()));
        var (total, count) = (fields.I64(), fields.I32());
        Assert.True(total >= count);
        for (; count > 0; count--)
        {
            Assert.InRange(fields.I32(), 0, 199);
            Assert.InRange(fields.I64(), 1, Manifest(2).GetProperty("tokens").GetInt64());
            Assert.True(fields.F64() > 0);
            Assert.Matches("^[a-z0-9_]+$", fields.Ascii(fields.U16()));
            Assert.Matches("^[a-z0-9_]+$", fields.Ascii(fields.U16()));
        }

        Assert.Equal(0, fields.Left);
    }

    [Fact]
    public void The_phrases_end_where_their_fields_end()
    {
        var fields = new FileFields(Content(2, "phrases.bin"));
        Assert.Equal(("S2WP", 1), (fields.Ascii(4), fields.I32()));
        var (next, phrases) = (fields.I32(), fields.I32());
        Assert.InRange(next, 0, phrases);
        var tokens = Enumerable.Range(0, phrases).Select(_ => Phrase()).ToList();
        Assert.Contains(("red", "green"), tokens);
        Assert.Equal(phrases, tokens.Distinct().Count());
        for (var candidates = fields.I32(); candidates > 0; candidates--)
        {
            Phrase();
        }

        Assert.Equal(1, fields.U8());
        Assert.InRange(fields.I64(), 1, Manifest(2).GetProperty("tokens").GetInt64());
        var rows = fields.I32();
        Assert.Equal(Manifest(2).GetProperty("vocabulary").GetInt32(), rows);
        Assert.Contains([.. Enumerable.Range(0, rows).Select(_ => (Mark: fields.U32(), Sightings: fields.U32()))], row => row.Sightings > 1000);
        ReadSketch(fields);

        (string First, string Second) Phrase()
        {
            var (length, first) = (fields.U16(), fields.U16());
            var token = fields.Ascii(length);
            Assert.Equal('_', token[first]);
            return (token[..first], token[(first + 1)..]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_curves_end_where_their_fields_end(int generation)
    {
        var fields = new FileFields(Content(generation, "curves.bin"));
        var (words, dimension) = (Manifest(generation).GetProperty("vocabulary").GetInt32(), Manifest(generation).GetProperty("dimension").GetInt32());
        Assert.Equal(("S2WC", 1, 1_048_576L), (fields.Ascii(4), fields.I32(), fields.I64()));
        var open = (First: fields.I64(), End: fields.I64());
        Assert.Equal(Manifest(generation).GetProperty("tokens").GetInt64(), open.End);
        fields.Bytes(96);
        Assert.Equal(128, fields.Offset);
        var (end, windows) = (0L, fields.I32());
        Assert.InRange(windows, generation == 1 ? 0 : 1, 10);
        for (var i = 0; i < windows; i++)
        {
            Assert.Equal(end, fields.I64());
            end = fields.I64();
            Assert.InRange(fields.I64(), 1, end);
            var (loss, examples) = (fields.F64(), fields.I64());
            Assert.InRange(loss / examples, 0.01, 20);
            fields.Bytes(16);
            var (admissions, evictions, rows) = (fields.I64(), fields.I64(), fields.I64());
            Assert.InRange(evictions, 0, admissions);
            Assert.InRange(rows, 1, words);
            fields.Bytes(16);
            Assert.InRange(fields.F64(), 1e-6, 1);
            fields.Bytes(8);
        }

        Assert.Equal(end, open.First);
        Assert.Equal(0, fields.I32());
        fields.Bytes(fields.I32() * (8 + (4 * dimension)));
        Assert.Equal(0, fields.Left);
    }

    [Fact]
    public void Sentences_to_rehearse_are_numbers_in_groups_of_seven_bits()
    {
        var fields = new FileFields(Content(2, "rehearsal.bin"));
        Assert.Equal(("S2WR", 1), (fields.Ascii(4), fields.I32()));
        Assert.Equal(long.MaxValue, fields.I64());
        var (row, words) = (0L, Manifest(2).GetProperty("vocabulary").GetInt64());
        var changed = Number();
        var vocabulary = new FileFields(Content(2, "vocabulary.bin"));
        vocabulary.Bytes(24 + (8 * (int)words));
        Assert.Equal(Enumerable.Range(0, (int)words).Count(_ => vocabulary.U32() > 0), changed);
        for (var i = 0; i < changed; i++)
        {
            row += Number();
            Assert.InRange(row, 0, words - 1);
            Assert.InRange(Number(), 2001, 22_000);
        }

        // Before run nothing was kept, and of its 20,000 lines all in which two words or more were known at the time.
        var (sentence, sentences) = (0L, Number());
        Assert.InRange(sentences, 19_000, 20_000);
        for (var i = 0; i < sentences; i++)
        {
            sentence += Number();
            Assert.InRange(sentence, 2000, 21_999);
            for (var left = Number(); left > 0; left--)
            {
                Assert.InRange(Number(), 0, words - 1);
            }
        }

        Assert.Equal(0, fields.Left);

        long Number()
        {
            var number = 0L;
            for (var shift = 0; ; shift += 7)
            {
                var group = fields.U8();
                number |= (long)(group & 127) << shift;
                if (group < 128)
                {
                    return number;
                }
            }
        }
    }

    [Fact]
    public void The_sources_end_where_their_entries_end()
    {
        var bytes = Content(2, "sources.bin");
        var fields = new FileFields(bytes);
        Assert.Equal(("SW2VSRCS", 2u, 0u), (fields.Ascii(8), fields.U32(), fields.U32()));
        Assert.Equal(Manifest(2).GetProperty("journal").GetProperty("sequence").GetInt64() - 1, fields.I64());
        Assert.Equal((1L, 2L, 1L), (fields.I64(), fields.I64(), fields.I64()));
        var (lines, read) = (fields.I64(), fields.I64());
        Assert.Equal(20_000, lines);
        Assert.Equal([0L, 0, 0, 0, 0, 0], Enumerable.Range(0, 6).Select(_ => fields.I64()).ToArray());
        Assert.Equal(112, fields.Offset);
        Assert.Equal(1, fields.I64());
        var end = fields.I64();
        Assert.Equal(read, end);
        fields.I64();
        Assert.Equal((20_000L, end, 0L), (fields.I64(), fields.I64(), fields.I64()));
        fields.I64();
        Assert.Equal(0, fields.U8());
        Assert.Equal(81, fields.I32());
        var description = new FileFields(fields.Bytes(81).ToArray());
        Assert.Equal([2, 3], description.Bytes(2).ToArray());
        description.Bytes(76);
        Assert.Equal((1, "-"), (description.U16(), description.Ascii(1)));
        Assert.Equal(Crc32C.Compute(bytes.AsSpan(0, fields.Offset)), fields.U32());
        Assert.Equal(0, fields.Left);
    }

    [Fact]
    public void The_journal_can_be_read_by_the_document_alone()
    {
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_store.Path, "journal")));
        Assert.Equal("00000000000000000000.journal", Path.GetFileName(path));
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(Crc32C.Compute(bytes.AsSpan(0, 28)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(28)));
        var (next, lines, kinds) = (0L, 0, new List<int>());
        for (var at = 32; at < bytes.Length;)
        {
            var fields = new FileFields(bytes[at..]);
            Assert.Equal(fields.U32(), Crc32C.Append(Crc32C.Compute(new byte[8]), bytes.AsSpan(at + 4, 60)));
            var (payloadCrc, stored, length) = (fields.U32(), fields.I32(), fields.I32());
            Assert.Equal("JR", fields.Ascii(2));
            var (kind, encoding) = (fields.U8(), fields.U8());
            fields.U32();
            Assert.Equal(next, fields.I64());
            fields.Bytes(32);
            var payload = fields.Bytes(stored);
            Assert.Equal(payloadCrc, Crc32C.Compute(payload));
            at += 64 + stored;
            kinds.Add(kind);
            next += kind == 0 ? 0 : 1;
            if (kind == 1)
            {
                var text = new byte[length];
                if (encoding == 1)
                {
                    Lz4.Decompress(payload, text);
                }
                else
                {
                    payload.CopyTo(text);
                }

                lines += text.AsSpan().Count((byte)'\n');
            }
        }

        Assert.Equal(20_000, lines);
        Assert.Equal(Manifest(2).GetProperty("journal").GetProperty("sequence").GetInt64(), next);
        Assert.Equal([0, 1, 2, 3], kinds.Distinct().Order());
    }

    /// <summary>A sketch of the smallest width, to the end of the file.</summary>
    private static void ReadSketch(FileFields fields)
    {
        var width = fields.I32();
        Assert.Equal(65_536, width);
        Assert.True(fields.I64() > 0);
        var counters = new byte[4 * width * 4];
        Lz4.Decompress(fields.Bytes(fields.I32()), counters);
        var bits = new byte[width / 2 * 8];
        Lz4.Decompress(fields.Bytes(fields.I32()), bits);
        Assert.Equal(0, fields.Left);
        Assert.NotEqual(-1, bits.AsSpan().IndexOfAnyExcept((byte)0));
    }

    private byte[] Content(int generation, string name) => File.ReadAllBytes(Path.Combine(_store.Generation(generation), name));

    private JsonElement Manifest(int generation)
    {
        using var json = JsonDocument.Parse(Content(generation, "manifest.json"));
        return json.RootElement.Clone();
    }

    private static byte[] Unpack(ReadOnlySpan<byte> frames)
    {
        var content = new List<byte>();
        while (!frames.IsEmpty)
        {
            var payload = frames.Slice(16, BinaryPrimitives.ReadInt32LittleEndian(frames[4..]));
            Assert.Equal(Crc32C.Compute(frames[4..(16 + payload.Length)]), BinaryPrimitives.ReadUInt32LittleEndian(frames));
            var piece = new byte[BinaryPrimitives.ReadInt32LittleEndian(frames[8..])];
            var encoding = BinaryPrimitives.ReadInt32LittleEndian(frames[12..]);
            if (encoding == 0)
            {
                payload.CopyTo(piece);
            }
            else
            {
                Lz4.Decompress(payload, piece);
            }

            if (encoding == 3)
            {
                var lanes = (byte[])piece.Clone();
                for (var i = 0; i < piece.Length; i++)
                {
                    piece[i] = lanes[(i % 4 * (piece.Length / 4)) + (i / 4)];
                }
            }

            content.AddRange(piece);
            frames = frames[(16 + payload.Length)..];
        }

        return [.. content];
    }
}

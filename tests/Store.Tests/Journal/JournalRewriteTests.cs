using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents text that must go from staying, and a record from losing its number, source or place while its text is replaced.</summary>
public sealed class JournalRewriteTests
{
    private const int Records = 60;

    private readonly MemoryStorage _storage = new();

    [Fact]
    public void Only_the_text_changes_and_only_where_it_should()
    {
        Fill(_storage);
        var before = Segments(_storage);
        var offered = new List<string>();
        var changed = JournalRewrite.Run(_storage, JournalSample.Folder, payload =>
        {
            offered.Add(Encoding.UTF8.GetString(payload.Span));
            return Without(payload);
        });
        Assert.All(offered, text => Assert.EndsWith("\n", text));
        Assert.Equal(Enumerable.Range(0, Records).Count(HasSecret), changed);
        Assert.Equal(ExpectedTexts(rewritten: true), Texts(_storage));
        var after = Segments(_storage);
        Assert.Equal(before.Keys, after.Keys);
        Assert.InRange(before.Count, 4, Records);
        foreach (var (path, bytes) in after)
        {
            var first = long.Parse(Path.GetFileNameWithoutExtension(path), null);
            var next = after.Keys.SkipWhile(other => other != path).Skip(1).Select(other => long.Parse(Path.GetFileNameWithoutExtension(other), null))
                .FirstOrDefault(Records);
            var touched = Enumerable.Range((int)first, (int)(next - first)).Any(HasSecret);
            Assert.Equal(!touched, bytes.AsSpan().SequenceEqual(before[path]));
        }
    }

    [Fact]
    public void The_journal_goes_on_behind_it()
    {
        Fill(_storage);
        JournalRewrite.Run(_storage, JournalSample.Folder, Without);
        using (var writer = JournalSample.Open(_storage, JournalSample.Small))
        {
            Assert.Equal((0, Records, 0), (writer.FirstSequence, writer.NextSequence, writer.TornBytes));
            writer.Append(RecordKind.Text, 1, 5, 6, 7, "more\n"u8);
            using var reader = writer.OpenReader(Records);
            Assert.True(reader.TryRead(out var record));
            Assert.Equal("more\n", Encoding.UTF8.GetString(record.Payload.Span));
        }

        Assert.Equal([.. ExpectedTexts(rewritten: true), "more\n"], Texts(_storage));
    }

    [Fact]
    public void Nothing_to_change_changes_nothing()
    {
        Fill(_storage);
        var operations = _storage.Operations.Count;
        Assert.Equal(0, JournalRewrite.Run(_storage, JournalSample.Folder, _ => null));
        Assert.DoesNotContain(_storage.Operations.Skip(operations), operation => !operation.StartsWith("open", StringComparison.Ordinal));
    }

    [Fact]
    public void Stopped_at_any_operation_every_record_is_old_or_new_and_doing_it_again_finishes()
    {
        Fill(_storage);
        for (var stopAt = 0; ; stopAt++)
        {
            var storage = _storage.Clone();
            var left = stopAt;
            storage.Fault = (operation, _) => operation is "read" or "open" ? 0 : left-- <= 0 ? 5 : 0;
            var error = Record.Exception(() => JournalRewrite.Run(storage, JournalSample.Folder, Without));
            storage.Fault = (_, _) => 0;
            var (old, rewritten) = (ExpectedTexts(rewritten: false), ExpectedTexts(rewritten: true));
            var texts = Texts(storage);
            Assert.Equal(Records, texts.Length);
            Assert.All(texts.Select((text, i) => (text, i)), one => Assert.True(one.text == old[one.i] || one.text == rewritten[one.i]));
            JournalRewrite.Run(storage, JournalSample.Folder, Without);
            Assert.Equal(rewritten, Texts(storage));
            Assert.DoesNotContain(storage.Files(JournalSample.Folder), path => path.EndsWith(".tmp", StringComparison.Ordinal));
            if (error is null)
            {
                Assert.InRange(stopAt, 20, 10_000);
                return;
            }
        }
    }

    [Fact]
    public void A_segment_is_durable_before_it_has_its_name_and_the_name_before_the_next_is_begun()
    {
        Fill(_storage);
        var start = _storage.Operations.Count;
        JournalRewrite.Run(_storage, JournalSample.Folder, Without);
        var verbs = _storage.Operations.Skip(start).Where(entry => !entry.StartsWith("open", StringComparison.Ordinal)).Select(entry => entry.Split(' ')[0]).ToList();
        for (var i = 0; i < verbs.Count; i++)
        {
            if (verbs[i] == "rename")
            {
                Assert.Equal(("sync", "sync"), (verbs[i - 1], verbs[i + 1]));
            }
        }

        Assert.Contains("rename", verbs);
    }

    [Fact]
    public void A_torn_tail_and_the_remains_of_a_repair_go_too()
    {
        Fill(_storage);
        var last = _storage.Files(JournalSample.Folder)[^1];
        _storage[last] = [.. _storage[last], .. "JR secret"u8];
        _storage[last + ".tmp"] = [.. "secret"u8];
        JournalRewrite.Run(_storage, JournalSample.Folder, _ => null);
        Assert.All(_storage.Files(JournalSample.Folder), path => Assert.Equal(-1, _storage[path].AsSpan().IndexOf("JR secret"u8)));
        Assert.DoesNotContain(last + ".tmp", _storage.Files(JournalSample.Folder));
        Assert.Equal(ExpectedTexts(rewritten: false), Texts(_storage));
    }

    [Fact]
    public void Damage_is_refused_and_nothing_is_written()
    {
        Fill(_storage);
        var first = _storage.Files(JournalSample.Folder)[0];
        var bytes = _storage[first];
        bytes[SegmentHeader.Size + 70] ^= 1;
        _storage[first] = bytes;
        var start = _storage.Operations.Count;
        Assert.Throws<StoreDamagedException>(() => JournalRewrite.Run(_storage, JournalSample.Folder, Without));
        Assert.DoesNotContain(_storage.Operations.Skip(start), operation => operation.StartsWith("create", StringComparison.Ordinal));
    }

    private static bool HasSecret(int sequence) => sequence % 5 != 1 && sequence is > 10 and < 40 && sequence % 3 == 0;

    private static string TextOf(int sequence) =>
        string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i} of {sequence}{(HasSecret(sequence) && i == 7 ? " secret" : "")} {sequence * 7919 * i}\n"));

    private static void Fill(MemoryStorage storage)
    {
        using var writer = JournalSample.Open(storage, JournalSample.Small);
        for (var sequence = 0; sequence < Records; sequence++)
        {
            if (sequence % 5 == 1)
            {
                writer.Append(RecordKind.SourceOpened, 9, sequence, sequence + 1, 3, "secret source"u8);
            }
            else
            {
                writer.Append(RecordKind.Text, 7, sequence * 100, (sequence * 100) + 99, (ulong)sequence, Encoding.UTF8.GetBytes(TextOf(sequence)));
            }
        }
    }

    private static byte[]? Without(ReadOnlyMemory<byte> payload)
    {
        var text = Encoding.UTF8.GetString(payload.Span);
        return text.Contains(" secret", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(" secret", "", StringComparison.Ordinal))
            : null;
    }

    private static string[] ExpectedTexts(bool rewritten) =>
    [
        .. Enumerable.Range(0, Records).Select(sequence => sequence % 5 == 1 ? "secret source"
            : rewritten ? TextOf(sequence).Replace(" secret", "", StringComparison.Ordinal) : TextOf(sequence)),
    ];

    private static string[] Texts(MemoryStorage storage)
    {
        var texts = new List<string>();
        using var reader = JournalReader.Open(storage, JournalSample.Folder, 0);
        while (reader.TryRead(out var record))
        {
            var sequence = texts.Count;
            Assert.Equal(sequence, record.Sequence);
            if (record.Kind == RecordKind.Text && sequence < Records)
            {
                Assert.Equal(
                    (7, sequence * 100, (sequence * 100) + 99, (ulong)sequence),
                    (record.SourceId, record.StartOffset, record.EndOffset, record.TailHash));
            }

            texts.Add(Encoding.UTF8.GetString(record.Payload.Span));
        }

        return [.. texts];
    }

    private static SortedDictionary<string, byte[]> Segments(MemoryStorage storage)
    {
        var segments = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in storage.Files(JournalSample.Folder))
        {
            segments.Add(path, storage[path]);
        }

        return segments;
    }
}

using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents a journal that grows forever, and one that deletes what is still needed.</summary>
public sealed class JournalTrimTests
{
    private readonly MemoryStorage _storage = new();

    [Fact]
    public void Only_segments_wholly_before_the_record_are_deleted()
    {
        for (var from = 0; from <= 60; from++)
        {
            var storage = new MemoryStorage();
            using var writer = JournalSample.Open(storage, JournalSample.Small);
            JournalSample.Append(writer, 60);
            var segments = Firsts(storage);
            writer.TrimBefore(from);
            Assert.Equal(segments.Where((_, i) => i == segments.Length - 1 || segments[i + 1] > from), Firsts(storage));
            Assert.True(writer.FirstSequence <= from);
            Assert.Equal(storage.Files(JournalSample.Folder).Sum(path => storage[path].Length), writer.Bytes);
            Assert.Equal(60, JournalSample.ReadAll(storage, from));
            using var reader = writer.OpenReader(from);
            Assert.Equal(60, JournalSample.ReadAll(reader, from));
        }
    }

    [Fact]
    public void A_trimmed_journal_reopens_with_its_numbers()
    {
        long first;
        using (var writer = JournalSample.Open(_storage, JournalSample.Small))
        {
            JournalSample.Append(writer, 60);
            writer.TrimBefore(long.MaxValue);
            first = writer.FirstSequence;
            Assert.Single(_storage.Files(JournalSample.Folder));
        }
        using var again = JournalSample.Open(_storage, JournalSample.Small);
        Assert.Equal(60, again.NextSequence);
        Assert.Equal(first, again.FirstSequence);
        Assert.Contains($"starts at record {first}", Assert.Throws<StoreDamagedException>(() => again.OpenReader(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_oldest_goes_first_and_each_deletion_is_durable_before_the_next()
    {
        using var writer = JournalSample.Open(_storage, JournalSample.Small);
        JournalSample.Append(writer, 40);
        var names = _storage.Files(JournalSample.Folder).SkipLast(1).Select(path => Path.GetFileName(path)!).ToArray();
        _storage.Operations.Clear();
        writer.TrimBefore(40);
        Assert.Equal(names.SelectMany(name => (string[])[$"delete {name}", "sync folder journal"]), _storage.Operations);
    }

    [Fact]
    public void A_reader_goes_on_in_a_segment_that_was_trimmed_and_is_told_when_the_next_is_gone()
    {
        using var writer = JournalSample.Open(_storage, JournalSample.Small);
        JournalSample.Append(writer, 60);
        using var reader = writer.OpenReader(0);
        Assert.True(reader.TryRead(out _));
        writer.TrimBefore(60);
        var error = Assert.Throws<StoreDamagedException>(() => JournalSample.ReadAll(reader, 1));
        Assert.Contains("starts at record", error.Message, StringComparison.Ordinal);
        Assert.True(reader.NextSequence > 1);
    }

    private static long[] Firsts(MemoryStorage storage) =>
        [.. storage.Files(JournalSample.Folder).Select(path => long.Parse(Path.GetFileName(path).AsSpan(0, 20), null))];
}

using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents records that come back different, twice, or not at all.</summary>
public sealed class JournalTests
{
    [Fact]
    public void Every_kind_of_record_comes_back_as_it_was_appended()
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 60);
        using var following = writer.OpenReader(0);
        Assert.Equal(60, JournalSample.ReadAll(following, 0));
        Assert.Equal(60, JournalSample.ReadAll(storage, 0));
    }

    [Fact]
    public void Text_is_stored_smaller_and_noise_as_it_is()
    {
        var choices = new Lcg(1);
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage);
        var empty = writer.Bytes;
        writer.Append(RecordKind.Text, 1, 0, 1, 0, choices.Lines(100_000));
        Assert.InRange(writer.Bytes - empty, 64, 60_000);
        var before = writer.Bytes;
        writer.Append(RecordKind.Text, 1, 0, 1, 0, choices.Noise(10_000));
        Assert.Equal(10_064, writer.Bytes - before);
        Assert.Equal(writer.Bytes, storage[JournalSample.Segment(0)].Length);
    }

    [Fact]
    public void An_empty_journal_has_nothing_to_read_and_keeps_its_first_number()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage, first: 42))
        {
            Assert.Equal(42, writer.NextSequence);
            using var reader = writer.OpenReader(42);
            Assert.False(reader.TryRead(out _));
            Assert.False(reader.WaitToRead(TimeSpan.Zero, default));
        }
        using var again = JournalSample.Open(storage, first: 42);
        Assert.Equal(42, again.NextSequence);
        Assert.Equal(42, again.DurableSequence);
        JournalSample.Append(again, 1);
        Assert.Equal(43, JournalSample.ReadAll(storage, 42));
        Assert.Equal(0, JournalCheck.Run(storage, "/nowhere").Segments);
    }

    [Fact]
    public void Reopening_goes_on_with_the_next_number()
    {
        var storage = new MemoryStorage();
        for (var session = 0; session < 8; session++)
        {
            using var writer = JournalSample.Open(storage, JournalSample.Small);
            Assert.Equal(session * 9, writer.NextSequence);
            Assert.Equal(0, writer.TornBytes);
            JournalSample.Append(writer, 9);
        }
        Assert.Equal(72, JournalSample.ReadAll(storage, 0));
        Assert.Empty(JournalCheck.Run(storage, JournalSample.Folder).Findings);
    }

    [Fact]
    public void Segments_are_named_by_their_first_record_and_a_reader_starts_at_any_record()
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage, JournalSample.Small, first: 500);
        JournalSample.Append(writer, 60);
        Assert.True(storage.Files(JournalSample.Folder).Count > 4);
        Assert.Equal(JournalSample.Segment(500), storage.Files(JournalSample.Folder)[0]);
        Assert.Equal(storage.Files(JournalSample.Folder).Sum(path => storage[path].Length), writer.Bytes);
        for (var from = 500; from <= 560; from++)
        {
            using var following = writer.OpenReader(from);
            Assert.Equal(560, JournalSample.ReadAll(following, from));
            Assert.Equal(560, JournalSample.ReadAll(storage, from));
        }
    }

    [Fact]
    public void A_reader_started_in_the_middle_opens_one_segment_only()
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage, JournalSample.Small);
        JournalSample.Append(writer, 100);
        storage.Operations.Clear();
        using var reader = writer.OpenReader(99);
        Assert.True(reader.TryRead(out var record));
        JournalSample.AssertIs(record, 99);
        Assert.Equal(1, storage.Count("open"));
    }

    [Fact]
    public void A_record_longer_than_a_segment_gets_a_segment_of_its_own()
    {
        var noise = new Lcg(9).Noise(20_000);
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage, JournalSample.Small);
        for (var i = 0; i < 3; i++)
        {
            writer.Append(RecordKind.Text, 1, 0, 1, 0, noise);
        }
        Assert.Equal(3, storage.Files(JournalSample.Folder).Count);
        using var reader = writer.OpenReader(0);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.TryRead(out var record));
            Assert.True(record.Payload.Span.SequenceEqual(noise));
        }
    }

    [Fact]
    public void A_payload_above_the_limit_or_of_no_kind_is_refused_before_anything_is_written()
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage);
        Assert.Throws<ArgumentException>(() => writer.Append(RecordKind.Text, 0, 0, 0, 0, new byte[(64 << 20) + 1]));
        Assert.Throws<ArgumentException>(() => writer.Append(0, 0, 0, 0, 0, []));
        Assert.Throws<ArgumentException>(() => writer.Append((RecordKind)6, 0, 0, 0, 0, []));
        JournalSample.Append(writer, 2);
        Assert.Equal(2, JournalSample.ReadAll(storage, 0));
    }

    [Fact]
    public void A_record_outside_the_journal_is_named_with_where_the_journal_starts_or_ends()
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage, first: 10);
        JournalSample.Append(writer, 5);
        Assert.Contains("starts at record 10", Assert.Throws<StoreDamagedException>(() => writer.OpenReader(9)).Message, StringComparison.Ordinal);
        Assert.Contains("starts at record 10", Assert.Throws<StoreDamagedException>(
            () => JournalReader.Open(storage, JournalSample.Folder, 9)).Message, StringComparison.Ordinal);
        Assert.Contains("ends before record 15", Assert.Throws<StoreDamagedException>(() => writer.OpenReader(16)).Message, StringComparison.Ordinal);
        Assert.Contains("ends before record 15", Assert.Throws<StoreDamagedException>(
            () => JournalReader.Open(storage, JournalSample.Folder, 16)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_ends_before_what_a_generation_learned_is_refused()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage))
        {
            JournalSample.Append(writer, 5);
        }
        JournalSample.Open(storage, first: 5).Dispose();
        var error = Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage, first: 6));
        Assert.Contains("ends before record 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("streamw2v fsck --repair", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var storage = new MemoryStorage();
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalSample.Open(storage, new JournalOptions { SegmentBytes = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalSample.Open(storage, new JournalOptions { SegmentBytes = 1L << 31 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalSample.Open(storage, new JournalOptions { SyncBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalSample.Open(storage, new JournalOptions { SyncInterval = TimeSpan.FromSeconds(-1) }));
    }

    [Fact]
    public void A_segment_of_another_version_or_under_another_name_is_refused_by_name()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage))
        {
            JournalSample.Append(writer, 1);
        }
        var segment = storage[JournalSample.Segment(0)];
        storage.Rename(JournalSample.Segment(0), JournalSample.Segment(7));
        Assert.Contains("starts with record 0", Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage)).Message, StringComparison.Ordinal);

        storage.DeleteFile(JournalSample.Segment(7));
        segment[8] = 2;
        BitConverter.TryWriteBytes(segment.AsSpan(28), Crc32C.Compute(segment.AsSpan(0, 28)));
        storage[JournalSample.Segment(0)] = segment;
        Assert.Contains("version 2", Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_in_the_folder_are_left_alone()
    {
        var storage = new MemoryStorage();
        storage[JournalSample.Folder + "/notes.txt"] = [1];
        storage[JournalSample.Folder + "/00000000000000000000.journal.tmp"] = [2];
        storage[JournalSample.Folder + "/0000000000000000000x.journal"] = [3];
        using (var writer = JournalSample.Open(storage))
        {
            JournalSample.Append(writer, 3);
        }
        Assert.Equal(3, JournalSample.ReadAll(storage, 0));
        Assert.Equal(4, storage.Files(JournalSample.Folder).Count);
    }
}

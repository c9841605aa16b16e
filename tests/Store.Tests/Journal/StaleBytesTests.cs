using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents bytes of an older use of the same disk blocks from being taken for records.</summary>
public sealed class StaleBytesTests
{
    [Fact]
    public void Records_of_another_segment_do_not_verify_even_with_the_right_number()
    {
        // Two journals whose record 5 sits at the same offset, in segments that start with records 4 and 5.
        var (old, _) = Records(first: 4, count: 3);
        var (storage, end) = Records(first: 5, count: 0);
        var stale = Bytes(old, 4, record: 1);
        storage[JournalSample.Segment(5)] = [.. storage[JournalSample.Segment(5)][..end], .. stale];
        using var writer = JournalSample.Open(storage);
        Assert.Equal(5, writer.NextSequence);
        Assert.Equal(stale.Length, writer.TornBytes);
    }

    [Fact]
    public void An_older_record_of_the_same_segment_does_not_verify_at_a_later_place()
    {
        var (storage, end) = Records(first: 0, count: 6);
        foreach (var record in new[] { 0, 3, 5 })
        {
            var stale = storage.Clone();
            stale[JournalSample.Segment(0)] = [.. stale[JournalSample.Segment(0)][..end], .. Bytes(storage, 0, record)];
            Assert.Equal(6, JournalSample.ReadAll(stale, 0));
            using var writer = JournalSample.Open(stale);
            Assert.Equal(6, writer.NextSequence);
        }
    }

    [Fact]
    public void A_torn_tail_that_was_cut_does_not_come_back_behind_a_shorter_record()
    {
        var (storage, end) = Records(first: 0, count: 6);
        storage[JournalSample.Segment(0)] = storage[JournalSample.Segment(0)][..(end - 10)];
        var writer = JournalSample.Open(storage);
        Assert.Equal(5, writer.NextSequence);
        writer.Append(RecordKind.SourceClosed, 1, 0, 0, 0, []);
        using var reader = JournalReader.Open(storage, JournalSample.Folder, 5);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(RecordKind.SourceClosed, record.Kind);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(writer.Bytes, storage[JournalSample.Segment(0)].Length);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(20)]
    public void A_header_that_an_older_segment_left_on_the_disk_is_one_that_was_not_written(int length)
    {
        var (storage, _) = Records(first: 0, count: 4);
        storage[JournalSample.Segment(4)] = storage[JournalSample.Segment(0)][..length];
        Assert.Equal(4, JournalSample.ReadAll(storage, 0));
        Assert.False(JournalCheck.Run(storage, JournalSample.Folder).IsDamaged);
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 2);
        Assert.Equal(6, JournalSample.ReadAll(storage, 0));
    }

    private static (MemoryStorage Storage, int End) Records(long first, int count)
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, first: first);
        JournalSample.Append(writer, count);
        return (storage, (int)writer.Bytes);
    }

    private static byte[] Bytes(MemoryStorage storage, long first, int record)
    {
        using var cursor = new SegmentCursor(storage, JournalSample.Folder, first);
        Assert.True(cursor.ReadSegmentHeader());
        for (var i = 0; i < record; i++)
        {
            Assert.Equal(SegmentCursor.Outcome.Record, cursor.Read(first + i));
        }
        var start = (int)cursor.Offset;
        Assert.Equal(SegmentCursor.Outcome.Record, cursor.Read(first + record));
        return storage[JournalSample.Segment(first)][start..(int)cursor.Offset];
    }
}

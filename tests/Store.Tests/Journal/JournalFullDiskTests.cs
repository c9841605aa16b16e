using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents a full disk from damaging the journal, or from stopping it for longer than the disk is full.</summary>
public sealed class JournalFullDiskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_full_at_any_byte_leaves_a_journal_that_reopens_to_the_last_whole_record(bool truncateFails)
    {
        // The room reaches from the first byte of record 6 into a third segment.
        for (var room = 0; room < 6000; room += 11)
        {
            var storage = new MemoryStorage();
            var writer = JournalSample.Open(storage, JournalSample.Small);
            JournalSample.Append(writer, 6);
            storage.Space = room;
            storage.Fault = (operation, _) => truncateFails && operation is "truncate" or "delete" ? 5 : 0;
            StorageException? error = null;
            while (error is null)
            {
                error = Record.Exception(() => JournalSample.Append(writer, 1)) as StorageException;
            }
            Assert.Equal(28, error.ErrorNumber);
            var whole = writer.NextSequence;
            storage.Fault = (_, _) => 0;

            var killed = storage.Clone();
            Assert.Equal(whole, JournalSample.ReadAll(killed, 0));
            using (var again = JournalSample.Open(killed, JournalSample.Small))
            {
                Assert.Equal(whole, again.NextSequence);
            }

            // And the writer goes on by itself when there is room again, even in smaller records.
            storage.Space = long.MaxValue;
            JournalSample.Append(writer, 12);
            Assert.Equal(whole + 12, JournalSample.ReadAll(storage, 0));
            writer.Dispose();
            Assert.Empty(JournalCheck.Run(storage, JournalSample.Folder).Findings);
            using var reopened = JournalSample.Open(storage, JournalSample.Small);
            Assert.Equal(whole + 12, reopened.NextSequence);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reader_that_follows_sees_nothing_of_a_failed_append(bool truncateFails)
    {
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage);
        using var reader = writer.OpenReader(0);
        JournalSample.Append(writer, 3);
        storage.Space = 100;
        storage.Fault = (operation, _) => truncateFails && operation == "truncate" ? 5 : 0;
        Assert.Throws<StorageException>(() => writer.Append(RecordKind.Text, 1, 0, 1, 0, new Lcg(2).Noise(500)));

        // It reads ahead here, over what the failed append has left.
        Assert.Equal(3, JournalSample.ReadAll(reader, 0));
        Assert.False(reader.TryRead(out _));
        storage.Space = long.MaxValue;
        JournalSample.Append(writer, 3);
        Assert.Equal(6, JournalSample.ReadAll(reader, 3));
    }

    [Fact]
    public void What_a_failed_append_left_is_cut_before_its_segment_is_closed()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, JournalSample.Small);
        JournalSample.Append(writer, 2);
        storage.Space = 1500;
        storage.Fault = (operation, _) => operation == "truncate" ? 5 : 0;
        Assert.Throws<StorageException>(() => writer.Append(RecordKind.Text, 1, 0, 1, 0, new Lcg(2).Noise(2000)));
        storage.Space = long.MaxValue;
        writer.Sync();

        // The next record does not fit into the segment. While the cut fails nothing is appended; then it is made, and durable.
        Assert.Throws<StorageException>(() => writer.Append(RecordKind.Text, 1, 0, 1, 0, new Lcg(2).Noise(4000)));
        Assert.Equal(2, writer.NextSequence);
        storage.Fault = (_, _) => 0;
        writer.Append(RecordKind.Text, 1, 0, 1, 0, new Lcg(2).Noise(4000));
        Assert.Equal(2, storage.Files(JournalSample.Folder).Count);
        using var again = JournalSample.Open(storage.PowerCut(() => false), JournalSample.Small);
        Assert.Equal(2, again.NextSequence);
        using var whole = JournalSample.Open(storage, JournalSample.Small);
        Assert.Equal(3, whole.NextSequence);
    }

    [Fact]
    public void Where_the_next_segment_cannot_be_made_nothing_follows_in_the_last_one()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, JournalSample.Small);
        storage.Fault = (operation, path) => operation == "write" && path != JournalSample.Segment(0) ? 5 : 0;
        Assert.Throws<StorageException>(() => JournalSample.Append(writer, 20));
        var length = storage[JournalSample.Segment(0)].Length;

        // The new file may come back in a power cut. Then the last segment must be durable to its end: no record, however small, and no mark of idleness.
        Assert.Throws<StorageException>(() => writer.Append(RecordKind.SourceClosed, 1, 0, 0, 0, []));
        writer.Dispose();
        Assert.Equal(length, storage[JournalSample.Segment(0)].Length);
    }

    [Fact]
    public void A_mark_that_does_not_fit_is_left_out()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 3);
        storage.Space = 10;
        writer.Dispose();
        storage.Space = long.MaxValue;
        using var again = JournalSample.Open(storage);
        Assert.Equal(0, again.TornBytes);
        Assert.Equal(3, again.NextSequence);
    }
}

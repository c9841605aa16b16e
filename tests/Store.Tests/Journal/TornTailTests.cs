using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents a crash in mid-write from blocking the next start, and damage from passing as such a crash.</summary>
public sealed class TornTailTests
{
    [Fact]
    public void The_last_record_cut_at_any_byte_is_cut_off_whole()
    {
        var (storage, length) = Unclosed(6, out var lastRecord);
        for (var cut = lastRecord; cut < length; cut++)
        {
            var torn = storage.Clone();
            torn[JournalSample.Segment(0)] = torn[JournalSample.Segment(0)][..(int)cut];
            Assert.Equal(5, JournalSample.ReadAll(torn, 0));
            using (var writer = JournalSample.Open(torn))
            {
                Assert.Equal(5, writer.NextSequence);
                Assert.Equal(cut - lastRecord, writer.TornBytes);
                JournalSample.Append(writer, 3);
            }
            Assert.Equal(8, JournalSample.ReadAll(torn, 0));
        }
    }

    [Fact]
    public void Any_bit_of_the_last_record_turned_over_cuts_that_record_off()
    {
        var (storage, length) = Unclosed(6, out var lastRecord);
        for (var bit = lastRecord * 8; bit < length * 8; bit++)
        {
            var torn = storage.Clone();
            Flip(torn, JournalSample.Segment(0), bit);
            Assert.Equal(5, JournalSample.ReadAll(torn, 0));
            using var writer = JournalSample.Open(torn);
            Assert.Equal(5, writer.NextSequence);
        }
    }

    [Fact]
    public void Zeros_behind_the_last_record_are_cut_off()
    {
        var (storage, length) = Unclosed(6, out _);
        storage[JournalSample.Segment(0)] = [.. storage[JournalSample.Segment(0)], .. new byte[3_000_000]];
        Assert.Equal(6, JournalSample.ReadAll(storage, 0));
        using var writer = JournalSample.Open(storage);
        Assert.Equal(6, writer.NextSequence);
        Assert.Equal(3_000_000, writer.TornBytes);
        Assert.Equal(length, writer.Bytes);
    }

    [Fact]
    public void A_segment_whose_header_was_cut_at_any_byte_is_started_anew()
    {
        for (var cut = 0; cut < 32; cut++)
        {
            var storage = new MemoryStorage();
            using (var writer = JournalSample.Open(storage, first: 5))
            {
                JournalSample.Append(writer, 4);
            }
            var header = new MemoryStorage();
            JournalSample.Open(header, first: 9).Dispose();
            storage[JournalSample.Segment(9)] = header[JournalSample.Segment(9)][..cut];
            Assert.Equal(9, JournalSample.ReadAll(storage, 5));
            Assert.False(JournalCheck.Run(storage, JournalSample.Folder).IsDamaged);
            using (var writer = JournalSample.Open(storage))
            {
                Assert.Equal(9, writer.NextSequence);
                JournalSample.Append(writer, 2);
            }
            Assert.Equal(11, JournalSample.ReadAll(storage, 5));
        }
    }

    [Fact]
    public void Damage_before_records_written_after_a_sync_is_refused_with_place_and_remedy()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 3);
        writer.Sync();
        var offset = writer.Bytes;
        JournalSample.Append(writer, 1);
        writer.Sync();
        JournalSample.Append(writer, 2);
        Flip(storage, JournalSample.Segment(0), (offset + 70) * 8);

        var error = Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage));
        Assert.Contains(JournalSample.Segment(0), error.Message, StringComparison.Ordinal);
        Assert.Contains($"offset {offset} ", error.Message, StringComparison.Ordinal);
        Assert.Contains("record 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("streamw2v fsck --repair", error.Message, StringComparison.Ordinal);
        using var reader = JournalReader.Open(storage, JournalSample.Folder, 0);
        Assert.Equal(error.Message, Assert.Throws<StoreDamagedException>(() => JournalSample.ReadAll(reader, 0)).Message);
        Assert.Equal(3, reader.NextSequence);
    }

    [Fact]
    public void A_journal_that_was_closed_has_no_torn_tail_whatever_record_is_damaged()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage))
        {
            JournalSample.Append(writer, 6);
        }
        var records = storage[JournalSample.Segment(0)].Length - 64;
        for (var bit = 0; bit < records * 8; bit += 3)
        {
            var damaged = storage.Clone();
            Flip(damaged, JournalSample.Segment(0), bit);
            Assert.Throws<StoreDamagedException>(() => JournalSample.Open(damaged));
        }
    }

    [Fact]
    public void An_idle_writer_leaves_one_mark_by_which_damage_to_the_last_records_is_known()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 6);
        writer.Sync();
        var end = storage[JournalSample.Segment(0)].Length;
        for (var i = 0; i < 5; i++)
        {
            writer.SyncIfDue();
        }
        Assert.Equal(end + 64, storage[JournalSample.Segment(0)].Length);
        JournalSample.Append(writer, 1);
        Assert.Equal(7, JournalSample.ReadAll(storage, 0));
        Flip(storage, JournalSample.Segment(0), (end - 1) * 8L);
        Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage));
    }

    [Fact]
    public void Damage_to_a_segment_that_is_not_the_last_is_refused_even_at_its_end()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage, JournalSample.Small))
        {
            JournalSample.Append(writer, 40);
        }
        var segments = storage.Files(JournalSample.Folder);
        foreach (var path in segments.SkipLast(1))
        {
            var cut = storage.Clone();
            cut[path] = cut[path][..^1];
            Assert.Throws<StoreDamagedException>(() => JournalSample.Open(cut));
            var flipped = storage.Clone();
            Flip(flipped, path, (flipped[path].Length * 8L) - 1);
            Assert.Throws<StoreDamagedException>(() => JournalSample.Open(flipped));
        }
        foreach (var path in segments.Skip(1).SkipLast(1))
        {
            var missing = storage.Clone();
            missing.DeleteFile(path);
            Assert.Contains("records are missing", Assert.Throws<StoreDamagedException>(() => JournalSample.Open(missing)).Message, StringComparison.Ordinal);
            using var reader = JournalReader.Open(missing, JournalSample.Folder, 0);
            Assert.Throws<StoreDamagedException>(() => JournalSample.ReadAll(reader, 0));
        }
    }

    [Fact]
    public void A_read_error_is_not_an_end()
    {
        var (storage, _) = Unclosed(6, out _);
        storage.Fault = (operation, _) => operation == "read" ? 5 : 0;
        Assert.Equal(5, Assert.Throws<StorageException>(() => JournalSample.Open(storage)).ErrorNumber);
        Assert.Throws<StorageException>(() => JournalReader.Open(storage, JournalSample.Folder, 0));
        storage.Fault = (_, _) => 0;
        Assert.Equal(6, JournalSample.ReadAll(storage, 0));
    }

    [Fact]
    public void Text_made_to_look_like_a_record_does_not_turn_a_torn_record_into_damage()
    {
        // Records of another journal that claim everything before them was durable, carried inside a payload that is stored as it is.
        var forge = new MemoryStorage();
        JournalSample.Append(JournalSample.Open(forge, new JournalOptions { SyncAlways = true }), 4);
        var forged = forge[JournalSample.Segment(0)][32..];
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 2);
        writer.Append(RecordKind.SourceTruncated, 1, 0, 1, 0, [.. new Lcg(8).Noise(5000), .. forged, .. new Lcg(9).Noise(5000)]);
        storage[JournalSample.Segment(0)] = storage[JournalSample.Segment(0)][..^100];
        using var again = JournalSample.Open(storage);
        Assert.Equal(2, again.NextSequence);
    }

    private static (MemoryStorage Storage, long Length) Unclosed(int records, out long lastRecord)
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, records - 1);
        lastRecord = writer.Bytes;
        JournalSample.Append(writer, 1);
        return (storage, writer.Bytes);
    }

    internal static void Flip(MemoryStorage storage, string path, long bit)
    {
        var bytes = storage[path];
        bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        storage[path] = bytes;
    }
}

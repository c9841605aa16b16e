using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Prevents damaged bytes from being read as text: each damage ends in a correct prefix or in a refusal.</summary>
public sealed class JournalDamageFuzzTests
{
    [Theory]
    [InlineData(true, 1UL)]
    [InlineData(false, 2UL)]
    public void Bits_turned_over_anywhere_give_a_correct_prefix_or_a_refusal(bool closed, ulong seed)
    {
        var intact = Journal(closed, out var durable);
        var choices = new Lcg(seed);
        for (var round = 0; round < 1500; round++)
        {
            var damaged = intact.Clone();
            var path = Pick(damaged, choices);
            for (var flips = 1 + choices.Next(3); flips > 0; flips--)
            {
                TornTailTests.Flip(damaged, path, choices.Next(damaged[path].Length * 8));
            }
            AssertSafe(damaged, durable, $"seed {seed} round {round}");
        }
    }

    [Theory]
    [InlineData(3UL)]
    public void Runs_overwritten_cut_or_moved_give_a_correct_prefix_or_a_refusal(ulong seed)
    {
        var intact = Journal(closed: false, out var durable);
        var choices = new Lcg(seed);
        for (var round = 0; round < 1000; round++)
        {
            var damaged = intact.Clone();
            var path = Pick(damaged, choices);
            var bytes = damaged[path];
            var start = choices.Next(bytes.Length);
            var length = Math.Min(1 + choices.Next(700), bytes.Length - start);
            switch (choices.Next(4))
            {
                case 0:
                    choices.Noise(length).CopyTo(bytes, start);
                    break;
                case 1:
                    bytes.AsSpan(start, length).Clear();
                    break;
                case 2:
                    bytes = bytes[..start];
                    break;
                default:
                    var source = damaged[Pick(damaged, choices)];
                    var from = choices.Next(source.Length);
                    source.AsSpan(from, Math.Min(length, source.Length - from)).CopyTo(bytes.AsSpan(start));
                    break;
            }
            damaged[path] = bytes;
            AssertSafe(damaged, durable, $"seed {seed} round {round}");
        }
    }

    [Fact]
    public void A_header_that_announces_more_than_the_limit_is_not_believed_even_with_a_right_checksum()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 2);
        var crc = RecordHeader.SegmentCrc(0);
        foreach (var header in new[]
        {
            new RecordHeader { Kind = 1, Encoding = RecordHeader.Lz4Block, Sequence = 2, StoredLength = 10, Length = (64 << 20) + 1 },
            new RecordHeader { Kind = 1, Encoding = RecordHeader.Lz4Block, Sequence = 2, StoredLength = -1, Length = 10 },
            new RecordHeader { Kind = 1, Encoding = RecordHeader.Plain, Sequence = 2, StoredLength = 9, Length = 10 },
            new RecordHeader { Kind = 1, Encoding = 2, Sequence = 2, StoredLength = 9, Length = 10 },
            new RecordHeader { Kind = 6, Encoding = RecordHeader.Plain, Sequence = 2 },
            new RecordHeader { Kind = 1, Encoding = RecordHeader.Plain, Sequence = 2, StoredLength = int.MaxValue, Length = int.MaxValue },
        })
        {
            var frame = new byte[200];
            header.Write(frame, crc);
            Assert.False(RecordHeader.TryRead(frame, crc, out _));
            var hostile = storage.Clone();
            hostile[JournalSample.Segment(0)] = [.. hostile[JournalSample.Segment(0)], .. frame];
            Assert.Equal(2, JournalSample.ReadAll(hostile, 0));
        }
    }

    [Fact]
    public void A_block_that_does_not_decompress_to_its_length_is_refused_even_with_right_checksums()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage);
        JournalSample.Append(writer, 2);
        var frame = new byte[64 + 10];
        new RecordHeader
        {
            Kind = 1,
            Encoding = RecordHeader.Lz4Block,
            Sequence = 2,
            StoredLength = 10,
            Length = 5000,
            PayloadCrc = Crc32C.Compute(frame.AsSpan(64)),
        }.Write(frame, RecordHeader.SegmentCrc(0));
        storage[JournalSample.Segment(0)] = [.. storage[JournalSample.Segment(0)], .. frame];
        using var reader = JournalReader.Open(storage, JournalSample.Folder, 2);
        Assert.Contains("LZ4 block", Assert.Throws<StoreDamagedException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
    }

    private static MemoryStorage Journal(bool closed, out long durable)
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, JournalSample.Small);
        JournalSample.Append(writer, 40);
        writer.Sync();
        durable = writer.DurableSequence;
        JournalSample.Append(writer, 4);
        if (closed)
        {
            writer.Dispose();
            durable = writer.DurableSequence;
        }
        return storage;
    }

    /// <summary>Mostly one of the last two segments.</summary>
    private static string Pick(MemoryStorage storage, Lcg choices)
    {
        var paths = storage.Files(JournalSample.Folder);
        return choices.Next(4) == 0 ? paths[choices.Next(paths.Count)] : paths[paths.Count - 1 - choices.Next(2)];
    }

    private static void AssertSafe(MemoryStorage storage, long durable, string replay)
    {
        var check = JournalCheck.Run(storage, JournalSample.Folder);
        JournalWriter writer;
        try
        {
            writer = JournalSample.Open(storage, JournalSample.Small);
        }
        catch (StoreDamagedException)
        {
            Assert.True(check.IsDamaged, replay);
            try
            {
                JournalSample.ReadAll(storage, 0); // compares what it reads
            }
            catch (StoreDamagedException)
            {
                // Refused here too, behind a prefix that was right.
            }
            return;
        }
        Assert.False(check.IsDamaged, replay);
        Assert.Equal(check.NextSequence, writer.NextSequence);
        using var reader = writer.OpenReader(0);
        Assert.Equal(writer.NextSequence, JournalSample.ReadAll(reader, 0));
        JournalSample.Append(writer, 2);
        writer.Dispose();
        Assert.Equal(writer.NextSequence, JournalSample.ReadAll(storage, 0));
    }
}

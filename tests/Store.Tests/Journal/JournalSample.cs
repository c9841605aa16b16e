using System.Globalization;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>Journals whose records follow from their sequence numbers, so that what was read can be told right from wrong.</summary>
internal static class JournalSample
{
    public const string Folder = "/store/journal";

    public static JournalOptions Small { get; } = new() { SegmentBytes = 4096 };

    public static string Segment(long firstSequence) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{firstSequence:D20}.journal");

    public static JournalWriter Open(IStorage storage, JournalOptions? options = null, long first = 0, TimeProvider? time = null) =>
        JournalWriter.Open(storage, Folder, options ?? new JournalOptions(), time ?? new FakeClock(), first);

    public static RecordKind KindOf(long sequence) => (sequence % 5) switch
    {
        1 => RecordKind.SourceOpened,
        4 when sequence % 10 == 4 => RecordKind.SourceClosed,
        4 => RecordKind.SourceTruncated,
        _ => RecordKind.Text,
    };

    public static byte[] PayloadOf(long sequence)
    {
        var choices = new Lcg((ulong)sequence + 77);
        return (sequence % 7) switch
        {
            0 => [],
            3 => choices.Noise(choices.Next(300)),
            _ => choices.Lines(choices.Next(900)),
        };
    }

    public static void Append(JournalWriter writer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var sequence = writer.NextSequence;
            Assert.Equal(sequence, writer.Append(
                KindOf(sequence), sequence * 3, sequence * 1000, (sequence * 1000) + 999, (ulong)sequence * 0x9E3779B97F4A7C15, PayloadOf(sequence)));
        }
    }

    public static void AssertIs(JournalRecord record, long sequence)
    {
        Assert.Equal(sequence, record.Sequence);
        Assert.Equal(KindOf(sequence), record.Kind);
        Assert.Equal(sequence * 3, record.SourceId);
        Assert.Equal(sequence * 1000, record.StartOffset);
        Assert.Equal((sequence * 1000) + 999, record.EndOffset);
        Assert.Equal((ulong)sequence * 0x9E3779B97F4A7C15, record.TailHash);
        Assert.True(record.Payload.Span.SequenceEqual(PayloadOf(sequence)), $"payload of record {sequence}");
    }

    /// <summary>Reads to the end, compares every record, and returns the number behind the last one.</summary>
    public static long ReadAll(JournalReader reader, long from)
    {
        while (reader.TryRead(out var record))
        {
            AssertIs(record, from++);
        }
        return from;
    }

    public static long ReadAll(IStorage storage, long from)
    {
        using var reader = JournalReader.Open(storage, Folder, from);
        return ReadAll(reader, from);
    }
}

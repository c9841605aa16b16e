using System.Buffers.Binary;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.EndToEnd.Tests.Pipes;

/// <summary>
/// What the journal of a running store says of its own durability: the header of each record tells how many bytes before it were not yet synced
/// (docs/formats.md), so that all before these are known to be.
/// </summary>
internal static class DurableJournal
{
    private const int SegmentHeaderBytes = 32;
    private const int RecordHeaderBytes = 64;

    /// <summary>Number of the first record that is not known to be durable; 0 where there is no journal yet.</summary>
    public static long Sequence(string store)
    {
        var folder = Path.Combine(store, "journal");
        if (!Directory.Exists(folder) || Directory.GetFiles(folder).Order(StringComparer.Ordinal).LastOrDefault() is not { } segment)
        {
            return 0;
        }

        // A segment is begun when those before it are durable.
        var durable = long.Parse(Path.GetFileNameWithoutExtension(segment), null);
        var bytes = File.ReadAllBytes(segment);
        var ends = new List<(int End, long Next)>();
        for (var at = SegmentHeaderBytes; at + RecordHeaderBytes <= bytes.Length && bytes.AsSpan(at + 16, 2).SequenceEqual("JR"u8);)
        {
            var header = bytes.AsSpan(at, RecordHeaderBytes);
            var synced = at - BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
            durable = ends.FindLast(record => record.End <= synced) is { Next: > 0 } last ? Math.Max(durable, last.Next) : durable;
            var isIdleMark = header[18] == 0;
            at += RecordHeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            ends.Add((at, BinaryPrimitives.ReadInt64LittleEndian(header[24..]) + (isIdleMark ? 0 : 1)));
        }

        return durable;
    }

    /// <summary>Number that the next record of a store gets which no process writes: how many there are and ever were.</summary>
    public static long Next(string store)
    {
        var position = StoreState.Newest(store)?.Journal.Sequence ?? 0;
        if (!Directory.Exists(Path.Combine(store, "journal")))
        {
            return position;
        }

        using var reader = JournalReader.Open(PosixStorage.Instance, Path.Combine(store, "journal"), position);
        while (reader.TryRead(out _))
        {
        }

        return reader.NextSequence;
    }
}

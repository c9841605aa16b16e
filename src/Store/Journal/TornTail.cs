using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Decides whether a bad record of the last segment is a torn tail, which is normal after a crash and is cut, or a damage, which is
/// refused. Records that were written behind it prove a damage when the bad place had been synced before they were written: each
/// header says how many bytes before it were not (<see cref="RecordHeader.Unsynced"/>). Records of the same group commit prove nothing,
/// because the kernel writes pages back in any order and a power cut may keep the later one only.
/// </summary>
internal static class TornTail
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>Whether nothing behind <paramref name="badOffset"/> proves that it was once durable.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="firstSequence">The number it is named by.</param>
    /// <param name="badOffset">Where its first bad record starts, or 0 if its header is bad.</param>
    public static bool IsTorn(IStorageFile file, long firstSequence, long badOffset)
    {
        var segmentCrc = RecordHeader.SegmentCrc(firstSequence);
        var buffer = new byte[ChunkBytes];
        var offset = badOffset + OwnPayload(file, segmentCrc, badOffset, buffer);
        var kept = 0;
        while (true)
        {
            var read = file.Read(buffer.AsSpan(kept), offset + kept);
            if (read == 0)
            {
                return true;
            }
            var bytes = buffer.AsSpan(0, kept + read);
            for (var start = 0; ; start++)
            {
                var found = bytes[start..].IndexOf(RecordHeader.Marker);
                if (found < 0)
                {
                    break;
                }
                start += found;
                var at = start - RecordHeader.MarkerOffset;
                if (at >= 0 && RecordHeader.TryRead(bytes[at..], segmentCrc, out var header)
                    && header.Sequence >= firstSequence && offset + at - header.Unsynced > badOffset)
                {
                    return false;
                }
            }

            // A header may lie across the edge of two chunks.
            var next = Math.Min(RecordHeader.Size - 1, bytes.Length);
            bytes[^next..].CopyTo(buffer);
            offset += bytes.Length - next;
            kept = next;
        }
    }

    /// <summary>
    /// Where to start searching. If the bad record's header verifies, its payload is stepped over: it is text from outside, and may
    /// have been made to look like a record.
    /// </summary>
    private static long OwnPayload(IStorageFile file, uint segmentCrc, long badOffset, byte[] buffer)
    {
        var filled = 0;
        while (filled < RecordHeader.Size && file.Read(buffer.AsSpan(filled, RecordHeader.Size - filled), badOffset + filled) is > 0 and var read)
        {
            filled += read;
        }
        return RecordHeader.TryRead(buffer.AsSpan(0, filled), segmentCrc, out var header) ? header.TotalLength : 1;
    }
}

using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Replaces the text of records in a journal that nobody writes. Numbers, sources and offsets of the records stay as they are, so whoever goes on from
/// the journal does so where it would have. A segment is replaced by one rename: at every moment it is the old one or the new one, both whole, and a
/// rewrite that was interrupted is finished by doing it again.
/// </summary>
public static class JournalRewrite
{
    /// <summary>Behind a segment's name: being written. Left by a repair or a rewrite that was interrupted, it holds nothing that is needed.</summary>
    private const string Unfinished = ".tmp";

    /// <summary>Offers the text of every record to <paramref name="rewrite"/>, and writes anew the segments in which it changes any.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="rewrite">
    /// Gets the payload of a text record and returns another one, or null to leave it. Must answer the same when asked again.
    /// </param>
    /// <returns>Records changed.</returns>
    /// <exception cref="StoreDamagedException">The journal is damaged; a torn tail is none, and is not taken over.</exception>
    /// <exception cref="StorageException">A read or write failed.</exception>
    public static int Run(IStorage storage, string folder, Func<ReadOnlyMemory<byte>, byte[]?> rewrite)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(rewrite);
        foreach (var path in storage.Files(folder))
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal) && SegmentHeader.TryParseName(path[..^Unfinished.Length], out _))
            {
                storage.DeleteFile(path);
            }
        }

        var surveys = SegmentSurvey.OfAll(storage, folder);
        SegmentSurvey.RefuseDamage(surveys);
        var changed = 0;
        foreach (var survey in surveys)
        {
            var inSegment = Visit(storage, folder, survey, (header, payload) => header.Kind == (byte)RecordKind.Text && rewrite(payload) is not null ? 1 : 0);

            // A torn tail may hold what is to be removed.
            if (inSegment > 0 || survey.IsTorn)
            {
                Replace(storage, folder, survey, rewrite);
                changed += inSegment;
            }
        }

        return changed;
    }

    private static void Replace(IStorage storage, string folder, SegmentSurvey survey, Func<ReadOnlyMemory<byte>, byte[]?> rewrite)
    {
        var path = survey.Path + Unfinished;
        using (var file = storage.Create(path))
        {
            var segmentHeader = new byte[SegmentHeader.Size];
            SegmentHeader.Write(segmentHeader, survey.FirstSequence);
            file.Write(segmentHeader, 0);
            var segmentCrc = RecordHeader.SegmentCrc(survey.FirstSequence);
            var frame = new RecordFrame();
            var end = (long)SegmentHeader.Size;
            Visit(storage, folder, survey, (header, payload) =>
            {
                frame.Set(header, header.Kind == (byte)RecordKind.Text && rewrite(payload) is { } other ? other : payload.Span);

                // The file is durable as a whole before it has its name.
                file.Write(frame.Seal(segmentCrc, unsynced: 0), end);
                end += frame.Length;
                return 0;
            });
            file.Sync();
        }

        storage.Rename(path, survey.Path);
        storage.SyncDirectory(folder);
    }

    /// <summary>Hands out the whole records of a segment with their payload as it was appended, and adds up what comes back.</summary>
    private static int Visit(IStorage storage, string folder, SegmentSurvey survey, Func<RecordHeader, ReadOnlyMemory<byte>, int> visit)
    {
        using var cursor = new SegmentCursor(storage, folder, survey.FirstSequence);
        if (survey.End < SegmentHeader.Size || !cursor.ReadSegmentHeader())
        {
            return 0;
        }

        var sum = 0;
        var text = Array.Empty<byte>();
        for (var sequence = survey.FirstSequence; sequence < survey.NextSequence; sequence++)
        {
            if (cursor.Read(sequence) != SegmentCursor.Outcome.Record)
            {
                throw JournalDamage.Refuse(JournalDamage.BadRecord(survey.Path, cursor.Offset, sequence, cursor.Problem));
            }

            var header = cursor.Header;
            var payload = cursor.Stored;
            if (header.Encoding == RecordHeader.Lz4Block)
            {
                text = text.Length < header.Length ? new byte[header.Length] : text;
                try
                {
                    Lz4.Decompress(payload.Span, text.AsSpan(0, header.Length));
                }
                catch (InvalidDataException error)
                {
                    throw JournalDamage.Refuse(
                        JournalDamage.BadRecord(survey.Path, cursor.Offset - header.TotalLength, sequence, error.Message));
                }

                payload = text.AsMemory(0, header.Length);
            }

            sum += visit(header, payload);
        }

        return sum;
    }
}

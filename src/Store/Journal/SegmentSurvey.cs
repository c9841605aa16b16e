using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>What one segment file holds, found by reading all of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="FirstSequence">Number of its first record.</param>
/// <param name="NextSequence">Number behind its last whole record before any problem.</param>
/// <param name="End">Offset behind that record (and the idle marks that follow it); 0 if the segment's header is bad.</param>
/// <param name="ProvenEnd">Everything below this offset was durable once, as the records behind it say.</param>
/// <param name="Length">Length of the file.</param>
/// <param name="Problem">What is wrong at <paramref name="End"/>, or null if the file is whole.</param>
/// <param name="IsTorn">The problem is a torn tail, to be cut, and not a damage.</param>
internal sealed record SegmentSurvey(
    string Path, long FirstSequence, long NextSequence, long End, long ProvenEnd, long Length, string? Problem, bool IsTorn)
{
    /// <summary>Whether the segment was whole once and no longer is.</summary>
    public bool IsDamaged => Problem is not null && !IsTorn;

    /// <summary>Reads a segment; only the last one of a journal can have a torn tail.</summary>
    public static SegmentSurvey Of(IStorage storage, string folder, long firstSequence, bool isLast)
    {
        using var cursor = new SegmentCursor(storage, folder, firstSequence);
        var next = firstSequence;
        var outcome = SegmentCursor.Outcome.Bad;
        if (cursor.ReadSegmentHeader())
        {
            while ((outcome = cursor.Read(next)) == SegmentCursor.Outcome.Record)
            {
                next++;
            }
        }
        var bad = outcome == SegmentCursor.Outcome.Bad;
        return new SegmentSurvey(
            cursor.File.Path,
            firstSequence,
            next,
            cursor.Offset,
            cursor.ProvenEnd,
            cursor.File.Length,
            bad ? cursor.Problem : null,
            bad && isLast && TornTail.IsTorn(cursor.File, firstSequence, cursor.Offset));
    }

    /// <summary>Reads all segments of a folder in order.</summary>
    public static IReadOnlyList<SegmentSurvey> OfAll(IStorage storage, string folder)
    {
        var segments = SegmentHeader.List(storage, folder);
        var surveys = new SegmentSurvey[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            surveys[i] = Of(storage, folder, segments[i], i == segments.Length - 1);
        }
        return surveys;
    }

    /// <summary>Refuses a journal with a damaged segment, or with records missing between two.</summary>
    /// <exception cref="StoreDamagedException">It is one.</exception>
    public static void RefuseDamage(IReadOnlyList<SegmentSurvey> surveys)
    {
        for (var i = 0; i < surveys.Count; i++)
        {
            if (i > 0 && surveys[i].FirstSequence != surveys[i - 1].NextSequence)
            {
                throw JournalDamage.Refuse(JournalDamage.Gap(surveys[i].Path, surveys[i - 1].NextSequence, surveys[i].FirstSequence));
            }
            if (surveys[i].IsDamaged)
            {
                throw JournalDamage.Refuse(
                    JournalDamage.BadRecord(surveys[i].Path, surveys[i].End, surveys[i].NextSequence, surveys[i].Problem!));
            }
        }
    }
}

namespace StreamW2V.Ingest.Sources;

/// <summary>A visit to come.</summary>
/// <param name="File">Which file.</param>
/// <param name="IsGone">Whether its path is gone, so that only an open descriptor leads to it.</param>
/// <param name="MayComeBack">Whether it is gone together with its folder.</param>
internal readonly record struct PlannedVisit(TrackedFile File, bool IsGone, bool MayComeBack) : IComparable<PlannedVisit>
{
    /// <summary>
    /// The order in which files present together are read: by modification time, then by path, byte for byte. Those that are gone come first, since their rest may be in
    /// another file by now; those that wait for another file come last.
    /// </summary>
    public int CompareTo(PlannedVisit other)
    {
        if (IsGone != other.IsGone)
        {
            return IsGone ? -1 : 1;
        }

        if (File.IsPutOff != other.File.IsPutOff)
        {
            return File.IsPutOff ? 1 : -1;
        }

        int order = File.Status.ModifiedTime.CompareTo(other.File.Status.ModifiedTime);
        return order != 0 ? order : string.CompareOrdinal(File.Path, other.File.Path);
    }
}

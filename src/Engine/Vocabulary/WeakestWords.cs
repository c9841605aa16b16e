namespace StreamW2V.Engine.Vocabulary;

/// <summary>Which words may have to go: one pass over the counts with a bounded heap, whatever the number of words.</summary>
internal static class WeakestWords
{
    private static readonly IComparer<(double Count, int Id)> StrongestFirst = Comparer<(double Count, int Id)>.Create(
        (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : b.Id.CompareTo(a.Id));

    /// <summary>The <paramref name="wanted"/> words of the smallest counts, or all, that <paramref name="grace"/> does not cover: weakest first, ties by id.</summary>
    public static int[] Find(ReadOnlySpan<double> counts, GracePeriod grace, int wanted)
    {
        // The strongest of those found is on top, where one that is weaker takes its place.
        var found = new PriorityQueue<int, (double Count, int Id)>(StrongestFirst);
        var bar = double.PositiveInfinity;
        for (var id = 0; id < counts.Length; id++)
        {
            if (counts[id] >= bar || grace.Covers(id))
            {
                continue;
            }

            if (found.Count < wanted)
            {
                found.Enqueue(id, (counts[id], id));
            }
            else
            {
                found.EnqueueDequeue(id, (counts[id], id));
            }

            bar = found.Count < wanted ? bar : counts[found.Peek()];
        }

        var ids = new int[found.Count];
        for (var i = ids.Length - 1; i >= 0; i--)
        {
            ids[i] = found.Dequeue();
        }

        return ids;
    }
}

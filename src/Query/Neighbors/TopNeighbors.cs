namespace StreamW2V.Query.Neighbors;

/// <summary>
/// The k best of a stream of (id, similarity): a binary heap with the worst one at its root. Equal similarities are ranked by
/// ascending id, so that the result does not depend on how rows were shared out to threads.
/// </summary>
internal sealed class TopNeighbors(int k)
{
    private readonly List<(float Similarity, int Id)> _heap = new(Math.Min(k, 1024));

    /// <summary>What a similarity must reach to enter; equal ones may enter by their id.</summary>
    public float Threshold => _heap.Count < k ? float.NegativeInfinity : k == 0 ? float.PositiveInfinity : _heap[0].Similarity;

    /// <summary>Takes the candidate in if it is among the k best so far.</summary>
    public void Offer(int id, float similarity)
    {
        if (_heap.Count < k)
        {
            _heap.Add((similarity, id));
            SiftUp(_heap.Count - 1);
        }
        else if (k > 0 && IsWorse(_heap[0], (similarity, id)))
        {
            _heap[0] = (similarity, id);
            SiftDown();
        }
    }

    /// <summary>Offers all that <paramref name="other"/> holds.</summary>
    public void Offer(TopNeighbors other)
    {
        foreach (var (similarity, id) in other._heap)
        {
            Offer(id, similarity);
        }
    }

    /// <summary>The candidates held, best first.</summary>
    public IReadOnlyList<(float Similarity, int Id)> Ranked()
    {
        var ranked = _heap.ToArray();
        Array.Sort(ranked, (a, b) => a.Similarity == b.Similarity ? a.Id.CompareTo(b.Id) : b.Similarity.CompareTo(a.Similarity));
        return ranked;
    }

    private static bool IsWorse((float Similarity, int Id) a, (float Similarity, int Id) b) =>
        a.Similarity < b.Similarity || (a.Similarity == b.Similarity && a.Id > b.Id);

    private void SiftUp(int at)
    {
        while (at > 0 && IsWorse(_heap[at], _heap[(at - 1) / 2]))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void SiftDown()
    {
        for (var at = 0; ;)
        {
            var child = (2 * at) + 1;
            if (child >= _heap.Count)
            {
                return;
            }

            if (child + 1 < _heap.Count && IsWorse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsWorse(_heap[child], _heap[at]))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}

using StreamW2V.Numerics;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Neighbors;

/// <summary>
/// Exact cosine queries over all rows of a set of vectors. The first search computes the row norms in the same pass over the
/// matrix and keeps them; later ones read each row once. Results are those of gensim's <c>KeyedVectors</c> with the same vectors.
/// Safe from many threads at once.
/// </summary>
public sealed class NeighborSearch
{
    // Below this a second thread costs more than it saves: 100,000 rows of 100 floats take about 5 ms.
    private const int RowsPerThread = 50_000;

    private readonly WordVectors _vectors;
    private readonly int _threads;
    private readonly string _kernel;

    /// <summary>Searches <paramref name="vectors"/>, which must outlive this object.</summary>
    /// <param name="vectors">What is searched.</param>
    /// <param name="threads">Most threads one search uses; 0 is one per core.</param>
    /// <param name="kernel">The kernel to use instead of the process's choice, by its name in
    /// <see cref="KernelSelector.Supported"/>.</param>
    public NeighborSearch(WordVectors vectors, int threads = 0, string? kernel = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _vectors = vectors;
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        _kernel = kernel ?? KernelSelector.Selected;
    }

    /// <summary>The words most similar to the mean of the unit vectors of <paramref name="words"/>, without those words.</summary>
    /// <exception cref="UnknownWordException">One of the words has no vector.</exception>
    /// <exception cref="Formats.BadFormatException">A row is not finite; the message names its word.</exception>
    public IReadOnlyList<Neighbor> Nearest(IReadOnlyList<string> words, int k)
    {
        var ids = Find(words);
        var query = new double[_vectors.Dimension];
        foreach (var id in ids)
        {
            AddUnit(query, id, 1);
        }

        return Rank(query, k, ids);
    }

    /// <summary>
    /// "a is to b as c is to …": the words most similar to b − a + c of the unit vectors (3CosAdd, Mikolov et al. 2013), without
    /// the three.
    /// </summary>
    /// <inheritdoc cref="Nearest"/>
    public IReadOnlyList<Neighbor> Analogy(string a, string b, string c, int k)
    {
        var ids = Find([a, b, c]);
        var query = new double[_vectors.Dimension];
        AddUnit(query, ids[1], 1);
        AddUnit(query, ids[0], -1);
        AddUnit(query, ids[2], 1);
        return Rank(query, k, ids);
    }

    /// <summary>The words most similar to a vector of <see cref="WordVectors.Dimension"/> floats, without those of the given ids.</summary>
    public IReadOnlyList<Neighbor> NearestTo(ReadOnlySpan<float> vector, int k, params ReadOnlySpan<int> excluded)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, _vectors.Dimension);
        var query = new double[vector.Length];
        for (var i = 0; i < query.Length; i++)
        {
            query[i] = vector[i];
        }

        return Rank(query, k, excluded.ToArray());
    }

    /// <summary>Cosine similarity of two words.</summary>
    /// <exception cref="UnknownWordException">One of the words has no vector.</exception>
    public float Similarity(string a, string b)
    {
        var ids = Find([a, b]);
        return (float)_vectors.Cosine(ids[0], ids[1]);
    }

    /// <summary>
    /// The word that goes least with the others: the one with the lowest cosine to the mean of all their unit vectors. Of equal
    /// ones the ordinally first.
    /// </summary>
    /// <exception cref="UnknownWordException">One of the words has no vector.</exception>
    public string DoesntMatch(IReadOnlyList<string> words)
    {
        ArgumentOutOfRangeException.ThrowIfZero(words.Count);
        var ids = Find(words);
        var mean = new double[_vectors.Dimension];
        foreach (var id in ids)
        {
            AddUnit(mean, id, 1);
        }

        var odd = -1;
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < ids.Length; i++)
        {
            var unit = new double[_vectors.Dimension];
            AddUnit(unit, ids[i], 1);
            var cosine = 0.0;
            for (var d = 0; d < unit.Length; d++)
            {
                cosine += unit[d] * mean[d];
            }

            if (odd < 0 || cosine < lowest || (cosine == lowest && string.CompareOrdinal(words[i], words[odd]) < 0))
            {
                (odd, lowest) = (i, cosine);
            }
        }

        return words[odd];
    }

    /// <summary>A copy of a word's vector: <see cref="WordVectors.Dimension"/> floats.</summary>
    /// <exception cref="UnknownWordException">The word has no vector.</exception>
    public float[] Vector(string word) => _vectors.Vector(_vectors.Find(word)).ToArray();

    private int[] Find(IReadOnlyList<string> words)
    {
        var ids = new int[words.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = _vectors.Find(words[i]);
        }

        return ids;
    }

    private void AddUnit(double[] sum, int id, double sign)
    {
        var norm = _vectors.Norm(id);
        var vector = _vectors.Vector(id);
        for (var d = 0; d < sum.Length; d++)
        {
            sum[d] += norm > 0 ? sign * (vector[d] / norm) : 0;
        }
    }

    private IReadOnlyList<Neighbor> Rank(double[] direction, int k, int[] excluded)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        var norm = Math.Sqrt(direction.Sum(value => value * value));
        var query = new float[_vectors.Rows.Stride];
        for (var d = 0; d < direction.Length && norm > 0; d++)
        {
            query[d] = (float)(direction[d] / norm);
        }

        var best = Scan(query, Math.Min(k, _vectors.Count), excluded);
        return [.. best.Ranked().Select(entry => new Neighbor(entry.Id, _vectors.Word(entry.Id), entry.Similarity))];
    }

    private TopNeighbors Scan(float[] query, int k, int[] excluded)
    {
        var rows = _vectors.RowCount;
        var known = _vectors.KnownNorms;
        var norms = known ?? new float[rows];
        var parts = Math.Clamp(rows / RowsPerThread, 1, _threads);
        var found = new TopNeighbors[parts];
        Parts.Run(parts, part =>
        {
            var first = (int)((long)rows * part / parts);
            var end = (int)((long)rows * (part + 1) / parts);
            var scan = new RowScan(_vectors, query, k, excluded, norms, known is not null, first, end);
            found[part] = KernelSelector.Dispatch<RowScan, TopNeighbors>(_kernel, scan);
        });
        if (known is null)
        {
            _vectors.PublishNorms(norms);
        }

        for (var part = 1; part < parts; part++)
        {
            found[0].Offer(found[part]);
        }

        return found[0];
    }
}

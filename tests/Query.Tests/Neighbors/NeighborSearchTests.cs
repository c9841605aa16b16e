using StreamW2V.Numerics;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Neighbors;

/// <summary>Prevents wrong or missing neighbors: a kernel's tail, a chunk or thread edge, the norm cache, exclusion, ties.</summary>
public sealed class NeighborSearchTests
{
    public static TheoryData<string, int, int, int> KernelsAndShapes
    {
        get
        {
            var shapes = new TheoryData<string, int, int, int>();
            foreach (var kernel in KernelSelector.Supported)
            {
                foreach (var dimension in (int[])[1, 7, 15, 16, 17, 63, 100, 300])
                {
                    foreach (var (words, k) in ((int, int)[])[(1, 5), (2, 1), (37, 100), (1000, 10)])
                    {
                        shapes.Add(kernel, words, dimension, k);
                    }
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(KernelsAndShapes))]
    public void The_top_k_are_those_of_a_search_in_double_with_every_kernel(string kernel, int words, int dimension, int k)
    {
        using var vectors = Samples.Random(words, dimension);
        var search = new NeighborSearch(vectors, threads: 1, kernel);
        var first = search.Nearest(["w0"], k);
        var again = search.Nearest(["w0"], k); // with the norms the first search has kept

        AssertSame(Brute(vectors, [(0, 1)], [0], k), first);
        Assert.Equal(first, again);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_share_a_large_vocabulary_without_losing_an_edge(int threads)
    {
        using var vectors = Samples.Random(160_001, 8);
        var result = new NeighborSearch(vectors, threads).Nearest(["w80000"], 50);

        AssertSame(Brute(vectors, [(80_000, 1)], [80_000], 50), result);
    }

    [Fact]
    public void Several_words_are_searched_by_the_mean_of_their_unit_vectors()
    {
        using var vectors = Samples.Random(500, 20);
        var result = new NeighborSearch(vectors).Nearest(["w3", "w4", "w5"], 10);

        AssertSame(Brute(vectors, [(3, 1), (4, 1), (5, 1)], [3, 4, 5], 10), result);
    }

    [Fact]
    public void An_analogy_is_b_minus_a_plus_c_without_the_three()
    {
        using var vectors = Samples.Random(500, 20);
        var result = new NeighborSearch(vectors).Analogy("w1", "w2", "w3", 10);

        AssertSame(Brute(vectors, [(2, 1), (1, -1), (3, 1)], [1, 2, 3], 10), result);
        Assert.DoesNotContain(result, neighbor => neighbor.Word is "w1" or "w2" or "w3");
    }

    [Fact]
    public void Equal_similarities_are_ranked_by_id_however_rows_are_shared_out()
    {
        var words = Enumerable.Range(0, 120_000).Select(Samples.Name).ToArray();
        var values = new float[words.Length * 2];
        for (var i = 0; i < words.Length; i++)
        {
            values[i * 2] = 1 + (i % 3);
        }

        using var vectors = WordVectors.Create(words, new double[words.Length], values, 2);
        var result = new NeighborSearch(vectors, threads: 2).Nearest(["w5"], 6);

        Assert.Equal([0, 1, 2, 3, 4, 6], result.Select(neighbor => neighbor.Id));
    }

    [Fact]
    public void Free_rows_and_zero_rows_do_not_disturb_a_search()
    {
        float[] values = [1, 0, float.NaN, 9, 0.9f, 0.1f, 0, 0, -1, 0];
        using var vectors = WordVectors.Create(["a", "", "b", "zero", "c"], [5, 0, 3, 2, 1], values, 2);
        var result = new NeighborSearch(vectors).Nearest(["a"], 10);

        Assert.Equal(["b", "zero", "c"], result.Select(neighbor => neighbor.Word));
        Assert.Equal(0, result[1].Similarity);
        Assert.Equal(4, vectors.Count);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void A_row_that_is_not_finite_is_refused_by_the_name_of_its_word(float bad)
    {
        using var vectors = WordVectors.Create(["good", "bad", "fine"], [3, 2, 1], [1, 2, bad, bad, 3, 4], 2);
        var error = Assert.Throws<BadFormatException>(() => new NeighborSearch(vectors).Nearest(["good"], 2));

        Assert.Contains("'bad'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Similarity_is_the_cosine()
    {
        using var vectors = WordVectors.Create(["a", "b", "c"], [3, 2, 1], [3, 4, 4, 3, -3, -4], 2);
        var search = new NeighborSearch(vectors);

        Assert.Equal(0.96f, search.Similarity("a", "b"), 1e-6f);
        Assert.Equal(-1f, search.Similarity("a", "c"), 1e-6f);
        Assert.Equal([4f, 3f], search.Vector("b"));
    }

    [Fact]
    public void The_word_that_does_not_match_is_farthest_from_the_mean_of_unit_vectors()
    {
        // Long vectors must not count for more: without scaling, "odd" would pull the mean to itself.
        using var vectors = WordVectors.Create(["x", "y", "z", "odd"], [4, 3, 2, 1], [1, 0.1f, 1, 0, 1, -0.1f, 0, 100], 2);

        Assert.Equal("odd", new NeighborSearch(vectors).DoesntMatch(["odd", "x", "y", "z"]));
    }

    [Fact]
    public void An_unknown_word_is_an_error_that_names_the_nearest_spellings()
    {
        using var vectors = Samples.Of(["house", "mouse", "horse", "zebra"], 4);
        var error = Assert.Throws<UnknownWordException>(() => new NeighborSearch(vectors).Nearest(["hause"], 3));

        Assert.Equal("hause", error.Word);
        Assert.Equal(["house", "mouse", "horse"], error.Suggestions);
        Assert.Contains("house", error.Message, StringComparison.Ordinal);
    }

    private static List<(int Id, double Similarity)> Brute(WordVectors vectors, (int Id, double Weight)[] terms, int[] excluded, int k)
    {
        var query = new double[vectors.Dimension];
        foreach (var (id, weight) in terms)
        {
            var unit = Unit(vectors, id);
            for (var d = 0; d < query.Length; d++)
            {
                query[d] += weight * unit[d];
            }
        }

        var norm = Math.Sqrt(query.Sum(value => value * value));
        return [.. Enumerable.Range(0, vectors.RowCount)
            .Where(id => !excluded.Contains(id))
            .Select(id => (id, Unit(vectors, id).Select((value, d) => value * query[d] / norm).Sum()))
            .OrderByDescending(entry => entry.Item2)
            .Take(k)];
    }

    private static double[] Unit(WordVectors vectors, int id)
    {
        var vector = vectors.Vector(id).ToArray();
        var norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => value / norm)];
    }

    private static void AssertSame(List<(int Id, double Similarity)> expected, IReadOnlyList<Neighbor> actual)
    {
        const double Tolerance = 2e-6; // float32 sums of 300 products
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.Equal(expected[i].Similarity, actual[i].Similarity, Tolerance);
            if (actual[i].Id != expected[i].Id)
            {
                // Only a tie within rounding may change places.
                Assert.Contains(
                    expected, entry => entry.Id == actual[i].Id && Math.Abs(entry.Similarity - actual[i].Similarity) < Tolerance);
            }
        }

        Assert.Equal(actual.Count, actual.Select(neighbor => neighbor.Id).Distinct().Count());
    }
}

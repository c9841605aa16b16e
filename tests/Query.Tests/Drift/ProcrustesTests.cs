using StreamW2V.Numerics;
using StreamW2V.Query.Drift;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Drift;

/// <summary>Prevents a word from counting as moved because the whole model was turned, or a turned word from counting as still.</summary>
public sealed class ProcrustesTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 40)]
    [InlineData(20, 200)]
    [InlineData(33, 5_000)]
    public void A_random_rotation_is_recovered(int dimension, int words)
    {
        var random = new RandomSource(7, 1, (ulong)dimension);
        var rotation = RandomRotation(dimension, ref random);
        var from = RandomRows(words, dimension, ref random);
        var to = new HeapRows(dimension);
        for (var word = 0; word < words; word++)
        {
            var turned = to.Append();
            for (var column = 0; column < dimension; column++)
            {
                var sum = 0.0;
                for (var row = 0; row < dimension; row++)
                {
                    sum += from.Vector(word)[row] * rotation[row, column];
                }

                turned[column] = (float)sum;
            }
        }

        var found = Procrustes.Align(from, to, words);
        for (var row = 0; row < dimension; row++)
        {
            for (var column = 0; column < dimension; column++)
            {
                Assert.Equal(rotation[row, column], found[row, column], 1e-6);
            }
        }

        Assert.Equal(1, found.Cosine(from.Vector(words - 1), to.Vector(words - 1)), 1e-6);
    }

    [Fact]
    public void A_reflection_is_recovered_too()
    {
        var from = Rows([1, 0], [0, 1], [0.6f, 0.8f]);
        var to = Rows([1, 0], [0, -1], [0.6f, -0.8f]);
        var found = Procrustes.Align(from, to, 3);
        Assert.Equal([1, 0, 0, -1], [found[0, 0], found[0, 1], found[1, 0], found[1, 1]], (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void The_rotation_of_a_known_decomposition_is_its_two_orthogonal_factors_multiplied()
    {
        // Σ a bᵀ = [[3, 0], [4, 5]] has the singular values √45 and √5 with U = [[1, 3], [3, -1]]/√10, V = [[1, 1], [1, -1]]/√2.
        var found = Procrustes.Align(Rows([1, 0], [0, 1]), Rows([3, 0], [4, 5]), 2);
        var scale = 1 / Math.Sqrt(20);
        Assert.Equal(
            [4 * scale, -2 * scale, 2 * scale, 4 * scale],
            [found[0, 0], found[0, 1], found[1, 0], found[1, 1]],
            (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void With_fewer_words_than_dimensions_it_is_still_orthogonal_and_fits_those_words()
    {
        var random = new RandomSource(9, 1, 1);
        var (from, to) = (RandomRows(4, 16, ref random), new HeapRows(16));
        for (var word = 0; word < 4; word++)
        {
            var reversed = to.Append();
            from.Vector(word).CopyTo(reversed);
            reversed.Reverse();
        }

        var found = Procrustes.Align(from, to, 4);
        for (var a = 0; a < 16; a++)
        {
            for (var b = 0; b < 16; b++)
            {
                var product = Enumerable.Range(0, 16).Sum(i => found[a, i] * found[b, i]);
                Assert.Equal(a == b ? 1 : 0, product, 1e-9);
            }
        }

        Assert.Equal(1, found.Cosine(from.Vector(2), to.Vector(2)), 1e-6);
    }

    [Fact]
    public void A_zero_vector_has_no_direction()
    {
        var rows = Rows([1, 0], [0, 0]);
        Assert.Equal(0, Procrustes.Align(rows, rows, 2).Cosine(rows.Vector(1), rows.Vector(0)));
    }

    private static HeapRows Rows(params float[][] values)
    {
        var rows = new HeapRows(values[0].Length);
        foreach (var vector in values)
        {
            vector.CopyTo(rows.Append());
        }

        return rows;
    }

    private static HeapRows RandomRows(int words, int dimension, ref RandomSource random)
    {
        var rows = new HeapRows(dimension);
        for (var word = 0; word < words; word++)
        {
            foreach (ref var value in rows.Append())
            {
                value = random.NextSingle() - 0.5f;
            }
        }

        return rows;
    }

    // Gram-Schmidt, twice, of random rows.
    private static double[,] RandomRotation(int dimension, ref RandomSource random)
    {
        var rotation = new double[dimension, dimension];
        for (var row = 0; row < dimension; row++)
        {
            for (var column = 0; column < dimension; column++)
            {
                rotation[row, column] = random.NextSingle() - 0.5;
            }

            for (var round = 0; round < 2; round++)
            {
                for (var other = 0; other < row; other++)
                {
                    var dot = Enumerable.Range(0, dimension).Sum(i => rotation[row, i] * rotation[other, i]);
                    for (var column = 0; column < dimension; column++)
                    {
                        rotation[row, column] -= dot * rotation[other, column];
                    }
                }

                var norm = Math.Sqrt(Enumerable.Range(0, dimension).Sum(i => rotation[row, i] * rotation[row, i]));
                for (var column = 0; column < dimension; column++)
                {
                    rotation[row, column] /= norm;
                }
            }
        }

        return rotation;
    }
}

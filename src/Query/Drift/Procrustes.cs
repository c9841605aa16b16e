using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra.Double;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Drift;

/// <summary>
/// The rotation (or reflection) that brings one set of vectors nearest to another: R = U Vᵀ with U S Vᵀ the singular value decomposition
/// of Σ_w a_w b_wᵀ minimizes Σ_w ‖a_w R − b_w‖² over orthogonal R (Schönemann 1966). Two models that differ by a rotation are the same
/// model, which is why vectors of different ones are compared behind it only (Hamilton et al., ACL 2016).
/// </summary>
public sealed class Procrustes
{
    private const int WordsPerThread = 2_000;

    private readonly double[] _rotation; // row by row

    private Procrustes(double[] rotation, int dimension)
    {
        _rotation = rotation;
        Dimension = dimension;
    }

    /// <summary>Floats of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The entry of the rotation in a row and a column.</summary>
    public double this[int row, int column] => _rotation[(row * Dimension) + column];

    /// <summary>Aligns the first <paramref name="count"/> rows of <paramref name="from"/> with those of <paramref name="to"/>.</summary>
    /// <param name="from">Rows to be turned.</param>
    /// <param name="to">Rows of the same dimension; row i belongs to row i of <paramref name="from"/>.</param>
    /// <param name="count">Rows used.</param>
    public static Procrustes Align(VectorRows from, VectorRows to, int count)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Dimension, from.Dimension);
        var dimension = from.Dimension;
        var parts = Math.Clamp(count / WordsPerThread, 1, Environment.ProcessorCount);
        var products = new double[parts][];
        Parts.Run(parts, part =>
            products[part] = Product(from, to, (int)((long)count * part / parts), (int)((long)count * (part + 1) / parts)));
        var sum = products[0];
        foreach (var product in products.AsSpan(1))
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += product[i];
            }
        }

        // The library stores columns one behind the other, so it is given the transpose and the roles of U and V are exchanged.
        var factors = new DenseMatrix(dimension, dimension, sum).Svd();
        var rotation = factors.VT.TransposeThisAndMultiply(factors.U.Transpose());
        return new Procrustes(rotation.ToRowMajorArray(), dimension);
    }

    /// <summary>Cosine of <paramref name="from"/>, turned, and <paramref name="to"/>; 0 if one of them is zero.</summary>
    public double Cosine(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        var turned = new double[Dimension];
        for (var row = 0; row < Dimension; row++)
        {
            AddScaled(turned, from[row], _rotation.AsSpan(row * Dimension, Dimension));
        }

        var (dot, left, right) = (0.0, 0.0, 0.0);
        for (var column = 0; column < Dimension; column++)
        {
            dot += turned[column] * to[column];
            left += turned[column] * turned[column];
            right += (double)to[column] * to[column];
        }

        return left > 0 && right > 0 ? Math.Clamp(dot / Math.Sqrt(left * right), -1, 1) : 0;
    }

    /// <summary>Σ a bᵀ over a range of rows, row by row, in double: over 30,000 words the sum in float would lose four digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Product(VectorRows from, VectorRows to, int first, int end)
    {
        var dimension = from.Dimension;
        var product = new double[dimension * dimension];
        var right = new double[dimension];
        for (var word = first; word < end; word++)
        {
            var a = from.Vector(word);
            var b = to.Vector(word);
            for (var i = 0; i < right.Length; i++)
            {
                right[i] = b[i];
            }

            for (var i = 0; i < dimension; i++)
            {
                AddScaled(product.AsSpan(i * dimension, dimension), a[i], right);
            }
        }

        return product;
    }

    private static void AddScaled(Span<double> sum, double scale, ReadOnlySpan<double> addend)
    {
        var sums = MemoryMarshal.Cast<double, Vector256<double>>(sum);
        var addends = MemoryMarshal.Cast<double, Vector256<double>>(addend);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += addends[i] * scale;
        }

        for (var i = sums.Length * Vector256<double>.Count; i < sum.Length; i++)
        {
            sum[i] += addend[i] * scale;
        }
    }
}

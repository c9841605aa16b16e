using System.Runtime.CompilerServices;
using StreamW2V.Numerics;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Neighbors;

/// <summary>
/// One thread's share of a search: the inner products of a unit query with a range of rows, turned into cosines and offered to
/// the best k. Where the norms are not known yet they are computed from the same rows while those are in the first-level cache,
/// so that the matrix is read from memory once.
/// </summary>
internal sealed class RowScan(WordVectors vectors, float[] query, int k, int[] excluded, float[] norms, bool normsKnown, int first, int end)
    : IKernelAction<TopNeighbors>
{
    // Half of a small first-level cache (32 KiB): the rows, and room for the query.
    private const int ChunkFloats = 16 * 1024 / sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TopNeighbors Run<TKernel>()
        where TKernel : struct, IKernel
    {
        var best = new TopNeighbors(k);
        var stride = query.Length;
        var chunk = Math.Clamp(ChunkFloats / stride, 8, 256);
        Span<float> dots = stackalloc float[256];
        for (var row = first; row < end;)
        {
            var rows = vectors.Rows.Run(row, Math.Min(chunk, end - row));
            var count = rows.Length / stride;
            TKernel.DotRows(query, rows, dots[..count]);
            if (!normsKnown)
            {
                for (var i = 0; i < count; i++)
                {
                    var values = rows.Slice(i * stride, stride);
                    norms[row + i] = MathF.Sqrt(TKernel.Dot(values, values));
                }
            }

            Offer(best, dots[..count], row);
            row += count;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(TopNeighbors best, ReadOnlySpan<float> dots, int first)
    {
        var threshold = best.Threshold;
        for (var i = 0; i < dots.Length; i++)
        {
            var id = first + i;
            var norm = norms[id];

            // Nearly every row ends here, without a division.
            if (dots[i] < threshold * norm && norm <= float.MaxValue)
            {
                continue;
            }

            if (!float.IsFinite(norm))
            {
                if (vectors.Token(id).IsEmpty)
                {
                    continue;
                }

                throw vectors.NotFinite(id);
            }

            var similarity = norm > 0 ? dots[i] / norm : 0;
            if (similarity < threshold || vectors.Token(id).IsEmpty || Array.IndexOf(excluded, id) >= 0)
            {
                continue;
            }

            best.Offer(id, similarity);
            threshold = best.Threshold;
        }
    }
}

using System.Runtime.CompilerServices;
using StreamW2V.Numerics;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Drift;

/// <summary>
/// One thread's share of a comparison: for a range of words, how many of the k nearest neighbors of the earlier generation are among
/// those of the later one. All pairs of words are looked at, exactly; a chunk of rows stays in the cache while a block of words is
/// compared with it, so that this costs arithmetic and not memory.
/// </summary>
internal sealed class NeighborOverlap : IKernelAction<NeighborOverlap>
{
    private const int BlockWords = 32;
    private const int ChunkRows = 64;

    private readonly CommonWords _words;
    private readonly int[] _places;
    private readonly int _k;
    private readonly int _first;
    private readonly int _end;
    private readonly int[] _shared;

    /// <summary>Prepares the comparison of <paramref name="places"/>[<paramref name="first"/> .. <paramref name="end"/> − 1].</summary>
    /// <param name="words">The common words.</param>
    /// <param name="places">Places of the words to compare.</param>
    /// <param name="k">Neighbors to compare.</param>
    /// <param name="first">The first of them in this share.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="shared">Gets the number of shared neighbors of each word, as <paramref name="places"/> is ordered.</param>
    public NeighborOverlap(CommonWords words, int[] places, int k, int first, int end, int[] shared)
    {
        _words = words;
        _places = places;
        _k = k;
        _first = first;
        _end = end;
        _shared = shared;
    }

    /// <summary>The shared neighbors of every place, on all cores.</summary>
    public static int[] Of(CommonWords words, int[] places, int k)
    {
        var shared = new int[places.Length];
        var parts = Math.Clamp(places.Length / BlockWords, 1, Environment.ProcessorCount);
        Parts.Run(parts, part => KernelSelector.Dispatch<NeighborOverlap, NeighborOverlap>(
            KernelSelector.Selected,
            new NeighborOverlap(
                words, places, k, (int)((long)places.Length * part / parts), (int)((long)places.Length * (part + 1) / parts), shared)));
        return shared;
    }

    /// <summary>The places of the k nearest candidates of each place in the earlier or the later generation, nearest first.</summary>
    public static int[][] Nearest(CommonWords words, int[] places, int k, bool later)
    {
        var best = KernelSelector.Dispatch<NearestOf, TopNeighbors[]>(KernelSelector.Selected, new NearestOf(words, places, k, later));
        return [.. best.Select(one => one.Ranked().Select(entry => entry.Id).ToArray())];
    }

    /// <inheritdoc/>
    public NeighborOverlap Run<TKernel>()
        where TKernel : struct, IKernel
    {
        var seenFor = new int[_words.Candidates];
        for (var first = _first; first < _end; first += BlockWords)
        {
            var block = _places.AsSpan(first, Math.Min(BlockWords, _end - first));
            var before = Scan<TKernel>(_words.Before, _words.Candidates, block, _k);
            var after = Scan<TKernel>(_words.After, _words.Candidates, block, _k);
            for (var i = 0; i < block.Length; i++)
            {
                foreach (var (_, place) in before[i].Ranked())
                {
                    seenFor[place] = first + i + 1;
                }

                foreach (var (_, place) in after[i].Ranked())
                {
                    _shared[first + i] += seenFor[place] == first + i + 1 ? 1 : 0;
                }
            }
        }

        return this;
    }

    private static TopNeighbors[] Scan<TKernel>(HeapRows rows, int candidates, ReadOnlySpan<int> places, int k)
        where TKernel : struct, IKernel
    {
        var best = new TopNeighbors[places.Length];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = new TopNeighbors(k);
        }

        Span<float> dots = stackalloc float[ChunkRows];
        for (var row = 0; row < candidates;)
        {
            var chunk = rows.Run(row, Math.Min(ChunkRows, candidates - row));
            var count = chunk.Length / rows.Stride;
            for (var i = 0; i < places.Length; i++)
            {
                TKernel.DotRows(rows.Run(places[i], 1), chunk, dots[..count]);
                Offer(best[i], dots[..count], row, places[i]);
            }

            row += count;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Offer(TopNeighbors best, ReadOnlySpan<float> dots, int first, int self)
    {
        var threshold = best.Threshold;
        for (var i = 0; i < dots.Length; i++)
        {
            if (dots[i] >= threshold && first + i != self)
            {
                best.Offer(first + i, dots[i]);
                threshold = best.Threshold;
            }
        }
    }

    private readonly record struct NearestOf(CommonWords Words, int[] Places, int K, bool Later) : IKernelAction<TopNeighbors[]>
    {
        public TopNeighbors[] Run<TKernel>()
            where TKernel : struct, IKernel =>
            Scan<TKernel>(Later ? Words.After : Words.Before, Words.Candidates, Places, K);
    }
}

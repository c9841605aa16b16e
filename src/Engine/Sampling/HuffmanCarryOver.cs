namespace StreamW2V.Engine.Sampling;

/// <summary>
/// Decides which old inner-node vector each node of a fresh tree starts from: the one that asked the same question of the largest token mass. Word w on
/// the bit-b side of new node n and on the bit-b' side of old node o speaks for the pair, with its count, as it is if b = b' and negated if not; since
/// σ(-x) = 1 - σ(x), a negated vector with left and right swapped is exactly the same classifier. The work is a step for each word, node above it in the new tree and
/// node above it in the old one.
/// </summary>
internal sealed class HuffmanCarryOver
{
    /// <summary>Bytes that building a fresh tree and matching it with the old one take for each word: matches, ranges, overlaps, names, orders and weights.</summary>
    internal const int BytesPerWord = 24 + (12 + 4) + 16 + 13 + 28;

    private HuffmanCarryOver(List<NodeCopy> copies, List<int> negated, List<int> cleared, double keptShare)
    {
        Copies = copies;
        Negated = negated;
        Cleared = cleared;
        KeptShare = keptShare;
    }

    /// <summary>Vectors to copy to rows that no node of the fresh tree keeps, before anything is negated.</summary>
    public IReadOnlyList<NodeCopy> Copies { get; }

    /// <summary>Rows to negate in place.</summary>
    public IReadOnlyList<int> Negated { get; }

    /// <summary>Rows that start from zero.</summary>
    public IReadOnlyList<int> Cleared { get; }

    /// <summary>The share of (word, path step) pairs, weighted by count, whose vector still answers the same question.</summary>
    public double KeptShare { get; }

    /// <summary>What <paramref name="carry"/> says becomes of the vectors of <paramref name="old"/> in <paramref name="fresh"/>.</summary>
    public static HuffmanCarryOver Of(HuffmanCarry carry, HuffmanTree old, HuffmanTree fresh, ReadOnlySpan<double> counts)
    {
        if (carry == HuffmanCarry.Overlap)
        {
            return Match(old, fresh, counts);
        }

        var nodes = Enumerable.Range(0, fresh.InnerNodes);
        return carry == HuffmanCarry.Zero
            ? new([], [], [.. nodes], 0)
            : new([], [], [], ShareKept(old, fresh, [.. nodes.Select(node => new NodeMatch(node < old.InnerNodes ? node : -1, false, 0))], counts));
    }

    /// <summary>
    /// Matches the nodes of <paramref name="fresh"/> with those of <paramref name="old"/> and renumbers the fresh ones, so that a node keeps the row of the
    /// vector it starts from wherever two nodes do not want the same one.
    /// </summary>
    /// <param name="old">The tree in use. Both trees have the same words.</param>
    /// <param name="fresh">A tree just built; it is renumbered.</param>
    /// <param name="counts">Counts by word id.</param>
    public static HuffmanCarryOver Match(HuffmanTree old, HuffmanTree fresh, ReadOnlySpan<double> counts)
    {
        var nodes = fresh.InnerNodes;
        var matches = FindMatches(old, fresh, counts);
        var names = new int[nodes];
        Array.Fill(names, -1);
        var taken = new bool[nodes];
        var order = Enumerable.Range(0, nodes).ToArray();
        Array.Sort(order, (a, b) => matches[a].Overlap != matches[b].Overlap ? matches[b].Overlap.CompareTo(matches[a].Overlap) : a.CompareTo(b));
        var negated = new List<int>();
        foreach (var n in order)
        {
            var match = matches[n];
            if (match.Old >= 0 && !taken[match.Old])
            {
                names[n] = match.Old;
                taken[match.Old] = true;
                if (match.Negate)
                {
                    negated.Add(match.Old);
                }
            }
        }

        var copies = new List<NodeCopy>();
        var cleared = new List<int>();
        var free = 0;
        foreach (var n in order)
        {
            if (names[n] >= 0)
            {
                continue;
            }

            while (taken[free])
            {
                free++;
            }

            taken[free] = true;
            names[n] = free;
            if (matches[n].Old >= 0)
            {
                copies.Add(new(matches[n].Old, free, matches[n].Negate));
            }
            else
            {
                cleared.Add(free);
            }
        }

        var share = ShareKept(old, fresh, matches, counts);
        fresh.Rename(names);
        return new(copies, negated, cleared, share);
    }

    private static NodeMatch[] FindMatches(HuffmanTree old, HuffmanTree fresh, ReadOnlySpan<double> counts)
    {
        var matches = new NodeMatch[fresh.InnerNodes];
        var same = new double[old.InnerNodes];
        var swapped = new double[old.InnerNodes];
        var touched = new List<int>();
        var leaves = fresh.LeavesInOrder(out var ranges);
        for (var n = 0; n < matches.Length; n++)
        {
            var (first, second, end) = ranges[n];
            for (var place = first; place < end; place++)
            {
                var word = leaves[place];
                var bit = place < second ? 0 : 1;
                var count = Math.Max(counts[word], 1e-9);
                foreach (var step in old.Path(word))
                {
                    var o = step >> 1;
                    if (same[o] == 0 && swapped[o] == 0)
                    {
                        touched.Add(o);
                    }

                    ((step & 1) == bit ? same : swapped)[o] += count;
                }
            }

            var best = new NodeMatch(-1, false, 0);
            foreach (var o in touched)
            {
                var overlap = Math.Max(same[o], swapped[o]);
                if (overlap > best.Overlap || (overlap == best.Overlap && o < best.Old))
                {
                    best = new(o, swapped[o] > same[o], overlap);
                }

                same[o] = 0;
                swapped[o] = 0;
            }

            touched.Clear();
            matches[n] = best;
        }

        return matches;
    }

    private static double ShareKept(HuffmanTree old, HuffmanTree fresh, NodeMatch[] matches, ReadOnlySpan<double> counts)
    {
        var kept = 0.0;
        var all = 0.0;
        for (var w = 0; w < counts.Length; w++)
        {
            var oldPath = old.Path(w);
            foreach (var step in fresh.Path(w))
            {
                var match = matches[step >> 1];
                var wanted = (match.Old * 2) + ((step & 1) ^ (match.Negate ? 1 : 0));
                all += counts[w];
                kept += match.Old >= 0 && Array.IndexOf(oldPath, wanted) >= 0 ? counts[w] : 0;
            }
        }

        return all > 0 ? kept / all : 1;
    }

    private readonly record struct NodeMatch(int Old, bool Negate, double Overlap);
}

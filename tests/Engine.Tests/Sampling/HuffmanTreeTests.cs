using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents trees that are not optimal, paths that do not separate the words, and vectors that lose their meaning when the tree changes.</summary>
public sealed class HuffmanTreeTests
{
    [Fact]
    public void A_built_tree_has_the_optimal_weighted_length()
    {
        // Weights 1, 1, 2, 3, 5: the merges are 2, 4, 7 and 12, whose sum is the weighted length.
        double[] counts = [5, 3, 2, 1, 1];
        var tree = HuffmanTree.Build(counts);
        Assert.Equal(25, tree.WeightedLength(counts));
        Assert.Equal(4, tree.InnerNodes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Paths_are_prefix_free_and_complete(int words)
    {
        var tree = HuffmanTree.Build(Zipf(words));
        AssertIsCode(tree, words);
    }

    [Fact]
    public void Added_words_keep_the_code_complete_and_only_lengthen_paths()
    {
        var tree = HuffmanTree.Build(Zipf(50));
        var before = Enumerable.Range(0, 50).Select(w => tree.Path(w)).ToArray();
        for (var word = 50; word < 400; word++)
        {
            Assert.InRange(tree.AddWord(), 0, word - 1);
        }

        AssertIsCode(tree, 400);
        for (var w = 0; w < 50; w++)
        {
            Assert.Equal(before[w], tree.Path(w).Take(before[w].Length));
        }
    }

    [Fact]
    public void A_tree_can_grow_from_nothing()
    {
        var tree = HuffmanTree.Build([]);
        Assert.Equal(-1, tree.AddWord());
        Assert.Equal(0, tree.AddWord());
        Assert.InRange(tree.AddWord(), 0, 1);
        AssertIsCode(tree, 3);
        Assert.InRange(tree.Depth, 2, 2);
    }

    [Fact]
    public void A_restored_tree_has_the_same_paths_and_splits_the_same_leaves()
    {
        var tree = HuffmanTree.Build(Zipf(30));
        tree.AddWord();
        var restored = HuffmanTree.Restore(tree.Words, [.. tree.Children], [.. tree.Splittable]);
        Assert.Equal(tree.AddWord(), restored.AddWord());
        for (var w = 0; w < tree.Words; w++)
        {
            Assert.Equal(tree.Path(w), restored.Path(w));
        }
    }

    [Fact]
    public void Arrays_that_are_no_tree_are_refused()
    {
        int[][] bad = [[~0, ~0], [~0, ~5], [0, ~1], [], [1, ~0, 0, ~1]];
        foreach (var children in bad)
        {
            Assert.Throws<InvalidDataException>(() => HuffmanTree.Restore(children.Length == 4 ? 3 : 2, children, [0, 1]));
        }
    }

    [Fact]
    public void A_very_skewed_distribution_gives_deep_paths_and_they_are_all_kept()
    {
        var counts = Enumerable.Range(0, 90).Select(i => Math.Pow(2, i)).ToArray();
        var tree = HuffmanTree.Build(counts);
        Assert.Equal(89, tree.Depth);
        AssertIsCode(tree, 90);
    }

    [Fact]
    public void An_unchanged_distribution_carries_every_vector_over_as_it_is()
    {
        var old = HuffmanTree.Build(Zipf(500));
        var fresh = HuffmanTree.Build(Zipf(500));
        var carryOver = HuffmanCarryOver.Match(old, fresh, Zipf(500));
        Assert.Empty(carryOver.Copies);
        Assert.Empty(carryOver.Negated);
        Assert.Empty(carryOver.Cleared);
        Assert.Equal(1, carryOver.KeptShare, 1e-12);
        for (var w = 0; w < 500; w++)
        {
            Assert.Equal(old.Path(w), fresh.Path(w));
        }
    }

    [Fact]
    public void A_tree_with_left_and_right_swapped_carries_every_vector_over_negated()
    {
        var old = HuffmanTree.Build(Zipf(200));
        var mirrored = Enumerable.Range(0, old.InnerNodes).SelectMany(n => new[] { old.Children[(2 * n) + 1], old.Children[2 * n] }).ToArray();
        var fresh = HuffmanTree.Restore(200, mirrored, Enumerable.Range(0, 200));
        var carryOver = HuffmanCarryOver.Match(old, fresh, Zipf(200));
        Assert.Equal(old.InnerNodes, carryOver.Negated.Count);
        Assert.Equal(1, carryOver.KeptShare, 1e-12);
    }

    [Fact]
    public void After_ten_percent_more_tokens_most_of_the_meaning_is_kept_and_every_row_has_one_owner()
    {
        const int Words = 5000;
        var random = new RandomSource(1, 9, 0);
        var before = Zipf(Words);
        var after = before.Select(c => c + Math.Floor(c * 0.2 * random.NextDouble())).ToArray();
        var old = HuffmanTree.Build(before);
        var fresh = HuffmanTree.Build(after);
        var carryOver = HuffmanCarryOver.Match(old, fresh, after);
        Assert.InRange(carryOver.KeptShare, 0.6, 1);
        var written = carryOver.Copies.Select(c => c.Destination).Concat(carryOver.Cleared).ToArray();
        Assert.Equal(written.Length, written.Distinct().Count());
        Assert.DoesNotContain(carryOver.Copies, c => written.Contains(c.Source));
        AssertIsCode(fresh, Words);
    }

    [Fact]
    public void A_tree_renewed_after_ten_percent_more_tokens_keeps_more_meaning_than_a_new_one_and_is_hardly_longer()
    {
        const int Words = 20_000;
        var random = new RandomSource(3, 9, 0);
        var before = Enumerable.Range(1, Words).Select(rank => 5 + Math.Floor(100_000.0 / rank)).ToArray();
        var after = before.Select(c => c + Math.Floor(c * 0.2 * random.NextDouble())).ToArray();
        var old = HuffmanTree.Build(before);
        var best = HuffmanTree.Build(after);
        var renewed = HuffmanRenewal.Build(old, after, HuffmanRenewal.Tolerance);
        AssertIsCode(renewed, Words);
        Assert.InRange(renewed.WeightedLength(after), best.WeightedLength(after), best.WeightedLength(after) * 1.003);
        var anew = HuffmanCarryOver.Match(old, best, after).KeptShare;
        var kept = HuffmanCarryOver.Match(old, renewed, after).KeptShare;
        Assert.InRange(kept, 0.7, 1);
        Assert.True(kept > anew + 0.03, $"{kept} against {anew}");
    }

    [Fact]
    public void Without_tolerance_a_renewed_tree_is_optimal()
    {
        var old = HuffmanTree.Build(Zipf(700));
        double[] counts = [.. Zipf(900).Reverse()];
        Assert.Equal(
            HuffmanTree.Build(counts).WeightedLength(counts), HuffmanRenewal.Build(HuffmanTree.Of(old.ChildrenOfFirst(700), 700), counts, 0).WeightedLength(counts), 1e-6);
    }

    [Fact]
    public void Words_hung_on_later_can_be_taken_out_and_hung_beside_the_same_words_of_another_tree()
    {
        var before = HuffmanTree.Build(Zipf(50));
        var tree = HuffmanTree.Build(Zipf(50));
        var siblings = Enumerable.Range(0, 70).Select(_ => tree.AddWord()).ToArray();
        Assert.Equal(siblings, Enumerable.Range(50, 70).Select(tree.SiblingOf));
        var first = HuffmanTree.Of(tree.ChildrenOfFirst(50), 50);
        Assert.Equal(before.Children, first.Children);
        Assert.All(Enumerable.Range(0, 50), word => Assert.Equal(before.Path(word), first.Path(word)));

        var other = HuffmanTree.Build([.. Zipf(50).Reverse()]);
        other.AddBeside(siblings);
        AssertIsCode(other, 120);
        Assert.Equal(siblings, Enumerable.Range(50, 70).Select(other.SiblingOf));
        Assert.Equal(120, other.Splittable.Distinct().Count());
        Assert.Equal(120, other.Splittable.Count);
    }

    [Fact]
    public void Words_below_a_node_are_neighbors_in_the_order_of_leaves()
    {
        var tree = HuffmanTree.Build(Zipf(300));
        var leaves = tree.LeavesInOrder(out var ranges);
        for (var w = 0; w < 300; w++)
        {
            var place = Array.IndexOf(leaves, w);
            foreach (var step in tree.Path(w))
            {
                var (start, second, end) = ranges[step >> 1];
                Assert.True((step & 1) == 0 ? place >= start && place < second : place >= second && place < end);
            }
        }
    }

    [Fact]
    public void Nodes_that_keep_their_numbers_keep_next_to_no_meaning_and_cleared_ones_none()
    {
        var old = HuffmanTree.Build(Zipf(2000));
        double[] counts = [.. Zipf(2000).Select((count, word) => count * (word % 2 == 0 ? 1.3 : 1))];
        var fresh = HuffmanTree.Build(counts);
        Assert.InRange(HuffmanCarryOver.Of(HuffmanCarry.Index, old, fresh, counts).KeptShare, 0, 0.3);
        var zero = HuffmanCarryOver.Of(HuffmanCarry.Zero, old, fresh, counts);
        Assert.Equal((0.0, 1999), (zero.KeptShare, zero.Cleared.Count));
    }

    private static double[] Zipf(int words) => Enumerable.Range(1, words).Select(rank => Math.Ceiling(10_000.0 / rank)).ToArray();

    private static void AssertIsCode(HuffmanTree tree, int words)
    {
        Assert.Equal(words, tree.Words);
        var kraft = 0.0;
        var codes = new HashSet<string>();
        for (var w = 0; w < words; w++)
        {
            kraft += Math.Pow(2, -tree.Path(w).Length);
            Assert.True(codes.Add(string.Join(' ', tree.Path(w))));
            Assert.All(tree.Path(w), step => Assert.InRange(step >> 1, 0, words - 2));
        }

        // Kraft's equality: a complete binary code leaves nothing over. Paths deeper than a double's precision only add less.
        Assert.Equal(1, kraft, 1e-9);
    }
}

using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Training;

/// <summary>
/// A tree that is being built beside training, from counts as of one edge, to take over at a later one that is fixed from the start: how long the work takes
/// changes nothing but how long that edge has to wait.
/// </summary>
internal sealed class TreeRenewal
{
    private readonly Task<(HuffmanTree Tree, HuffmanCarryOver CarryOver)?> _work;

    /// <summary>Starts to build.</summary>
    /// <param name="children">The children of the tree as of the edge; nobody else has them.</param>
    /// <param name="weights">The weights of its words.</param>
    /// <param name="dueTokens">Tokens given at which the new tree takes over.</param>
    /// <param name="slack">How much longer than those of the new tree its codes may be before it is replaced.</param>
    /// <param name="carry">What the vectors of the nodes become.</param>
    public TreeRenewal(List<int> children, double[] weights, long dueTokens, double slack, HuffmanCarry carry)
    {
        Weights = weights;
        DueTokens = dueTokens;
        _work = Task.Run((HuffmanTree, HuffmanCarryOver)? () =>
        {
            var old = HuffmanTree.Of(children, weights.Length);
            var fresh = HuffmanRenewal.Build(old, weights, carry == HuffmanCarry.Overlap ? HuffmanRenewal.Tolerance : 0);
            return old.WeightedLength(weights) > fresh.WeightedLength(weights) * (1 + slack)
                ? (fresh, HuffmanCarryOver.Of(carry, old, fresh, weights))
                : null;
        });
    }

    /// <summary>The weights it is built from.</summary>
    public double[] Weights { get; }

    /// <summary>When it takes over.</summary>
    public long DueTokens { get; }

    /// <summary>The new tree and how it takes over the vectors, or null if the old one is good enough; waits for it.</summary>
    public (HuffmanTree Tree, HuffmanCarryOver CarryOver)? Take() => _work.GetAwaiter().GetResult();
}

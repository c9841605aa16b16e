using System.Numerics;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// A trainer's own copies of the inner nodes near the root, for the length of a batch. Every path begins with them, so trainers that wrote them in place would take the
/// same few cache lines from each other for every window. A copy is made when its node is first met in a batch; at the end of the batch the
/// trainer adds its change divided by the number of trainers at work, so that the shared node moves by the mean of what they made of it, and by all of it when
/// there is but one.
/// </summary>
internal sealed class HotNodes
{
    /// <summary>Levels of the tree that are copied, the root's first: at most 2^levels - 1 nodes.</summary>
    public const int Levels = 6;

    private readonly RowTable _nodes;
    private readonly TrainersAtWork _atWork;
    private readonly int _firstCopy;
    private readonly float[] _memory;
    private readonly float[] _before;
    private readonly int[] _held = new int[1 << Levels];
    private ulong _isHeld;

    private HotNodes(RowTable nodes, TrainersAtWork atWork, int firstCopy, float[] memory)
    {
        _nodes = nodes;
        _atWork = atWork;
        _firstCopy = firstCopy;
        _memory = memory;
        _before = new float[nodes.Stride << Levels];
    }

    /// <summary>Copies for one of several trainers; null where memory is too far apart for row ids, and nodes are trained in place.</summary>
    public static HotNodes? Of(RowTable nodes, TrainersAtWork atWork) =>
        nodes.TryAllocateBeside(1 << Levels, out var first, out var memory) ? new(nodes, atWork, first, memory) : null;

    /// <summary>Puts the copies in the place of the first nodes of a path. <paramref name="ids"/> are the nodes of <paramref name="path"/> (node · 2 + bit).</summary>
    public void Redirect(ReadOnlySpan<int> path, Span<int> ids)
    {
        // Nodes are numbered as in a heap by the bits that lead to them: the root is 1, its children 2 and 3.
        var place = 1;
        for (var level = 0; level < Levels && level < path.Length; level++)
        {
            if ((_isHeld & (1UL << place)) == 0)
            {
                Take(place, ids[level]);
            }

            ids[level] = _firstCopy + place;
            place = (place << 1) | (path[level] & 1);
        }
    }

    /// <summary>Gives back what was learned since the last call, and forgets the copies.</summary>
    public void GiveBack()
    {
        var share = 1f / Math.Max(1, _atWork.Count);
        for (; _isHeld != 0; _isHeld &= _isHeld - 1)
        {
            var place = BitOperations.TrailingZeroCount(_isHeld);
            var shared = _nodes[_held[place]];
            var copy = _nodes[_firstCopy + place];
            var before = _before.AsSpan(place * _nodes.Stride, _nodes.Stride);
            for (var i = 0; i < shared.Length; i++)
            {
                shared[i] += share * (copy[i] - before[i]);
            }
        }

        GC.KeepAlive(_memory);
    }

    private void Take(int place, int node)
    {
        _held[place] = node;
        _isHeld |= 1UL << place;
        _nodes[node].CopyTo(_nodes[_firstCopy + place]);
        _nodes[node].CopyTo(_before.AsSpan(place * _nodes.Stride));
    }
}

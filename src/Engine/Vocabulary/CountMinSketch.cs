using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A count-min sketch (Cormode and Muthukrishnan, 2005) of four rows with conservative update (Estan and Varghese, 2002): an estimate is never below the
/// true count, and only the counters that hold the estimate grow. Row r uses the bits of h1 + r·h2 of the token's keyed 64-bit hash (Kirsch and
/// Mitzenmacher, 2008). Counters are 32 bits and stay at the largest value instead of wrapping; a word is admitted, and counted exactly, long before.
/// </summary>
internal sealed class CountMinSketch
{
    private const int Rows = 4;
    private readonly uint[] _counters;
    private readonly int _mask;
    private BlockCopy<uint>? _copy;

    /// <summary>A sketch with at least <paramref name="width"/> counters a row, rounded up to a power of two.</summary>
    public CountMinSketch(int width)
    {
        var rounded = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(width, 16));
        _mask = rounded - 1;
        _counters = new uint[Rows * rounded];
    }

    /// <summary>Counters a row.</summary>
    public int Width => _mask + 1;

    /// <summary>All counters, row behind row, for writing and reading a generation.</summary>
    public Span<uint> Counters => _counters;

    /// <summary>Begins to keep the counters as they are now in <paramref name="copy"/>, on the thread that counts; null ends it, on any thread.</summary>
    public void CopyTo(BlockCopy<uint>? copy)
    {
        copy?.Begin(_counters);
        _copy = copy;
    }

    /// <summary>Counts one occurrence and returns the new estimate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Add(ulong hash)
    {
        var step = (hash >> 32) | 1;
        var smallest = uint.MaxValue;
        for (var row = 0; row < Rows; row++)
        {
            smallest = Math.Min(smallest, _counters[Place(hash, step, row)]);
        }

        if (smallest == uint.MaxValue)
        {
            return smallest;
        }

        smallest++;
        Keep(hash, step);
        for (var row = 0; row < Rows; row++)
        {
            ref var counter = ref _counters[Place(hash, step, row)];
            counter = Math.Max(counter, smallest);
        }

        return smallest;
    }

    /// <summary>The estimate without counting.</summary>
    public uint Estimate(ulong hash)
    {
        var step = (hash >> 32) | 1;
        var smallest = uint.MaxValue;
        for (var row = 0; row < Rows; row++)
        {
            smallest = Math.Min(smallest, _counters[Place(hash, step, row)]);
        }

        return smallest;
    }

    /// <summary>Brings the counters of a token near, ahead of <see cref="Add"/>: each of the four is likely to be in memory only.</summary>
    public void Prefetch(ulong hash)
    {
        var step = (hash >> 32) | 1;
        for (var row = 0; row < Rows; row++)
        {
            CacheLine.Prefetch(in _counters[Place(hash, step, row)]);
        }
    }

    /// <summary>Raises the counters of a token to at least <paramref name="count"/>: an evicted word goes on from what was known of it.</summary>
    public void RaiseTo(ulong hash, uint count)
    {
        var step = (hash >> 32) | 1;
        Keep(hash, step);
        for (var row = 0; row < Rows; row++)
        {
            ref var counter = ref _counters[Place(hash, step, row)];
            counter = Math.Max(counter, count);
        }
    }

    /// <summary>Halves every counter, rounding down: the estimates of an endless stream must not become those of all that ever hit the same counters.</summary>
    public void Halve()
    {
        _copy?.KeepAll();

        // Two counters at a time; the bit that the upper one would push into the lower one is cut off.
        foreach (ref var pair in MemoryMarshal.Cast<uint, ulong>(_counters.AsSpan()))
        {
            pair = (pair >> 1) & 0x7FFF_FFFF_7FFF_FFFF;
        }
    }

    /// <summary>
    /// Makes the estimate of a token zero, and returns what it was. The counters cannot be told apart by token, so only the smallest of the four is lowered,
    /// which fewest others share: a token that does share it may be underestimated by at most what is returned, until it has been seen that often again.
    /// </summary>
    public uint Lower(ulong hash)
    {
        var step = (hash >> 32) | 1;
        var smallest = Place(hash, step, 0);
        for (var row = 1; row < Rows; row++)
        {
            var place = Place(hash, step, row);
            smallest = _counters[place] < _counters[smallest] ? place : smallest;
        }

        _copy?.Keep(smallest);
        var estimate = _counters[smallest];
        _counters[smallest] = 0;
        return estimate;
    }

    /// <summary>Lets a copy that is under way have the counters of a token before they change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(ulong hash, ulong step)
    {
        if (_copy is { } copy)
        {
            for (var row = 0; row < Rows; row++)
            {
                copy.Keep(Place(hash, step, row));
            }
        }
    }

    private int Place(ulong hash, ulong step, int row) => (row * (_mask + 1)) + ((int)(hash + ((ulong)row * step)) & _mask);
}

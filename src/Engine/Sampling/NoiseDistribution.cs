using System.Runtime.CompilerServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// P(w) ∝ count^exponent as an alias table (Walker 1977, built as Vose 1991): one draw costs one random number and one look-up, whatever the vocabulary.
/// It changes in one way only: words are taken out of it (<see cref="Vacate"/>).
/// </summary>
internal sealed class NoiseDistribution
{
    /// <summary>Cells beyond which a table crowds the rows out of a second-level cache, or does not fit: 256 KiB.</summary>
    private const int LargeCells = 1 << 15;

    private readonly Cell[] _cells;
    private readonly ulong[] _donors; // words that fill up the cells of others: one bit each

    /// <summary>Builds the table from counts by id; a word with count 0 is never drawn.</summary>
    public NoiseDistribution(ReadOnlySpan<double> counts, double exponent)
    {
        var n = counts.Length;
        _cells = new Cell[n];
        _donors = new ulong[(n + 63) / 64];
        var weights = new double[n];
        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            weights[i] = Weight(counts[i], exponent);
            total += weights[i];
        }

        if (!(total > 0))
        {
            _cells = [];
            _donors = [];
            return;
        }

        var small = new int[n];
        var large = new int[n];
        var smallCount = 0;
        var largeCount = 0;
        for (var i = n - 1; i >= 0; i--)
        {
            weights[i] *= n / total;
            if (weights[i] < 1)
            {
                small[smallCount++] = i;
            }
            else
            {
                large[largeCount++] = i;
            }
        }

        while (smallCount > 0 && largeCount > 0)
        {
            var light = small[--smallCount];
            var heavy = large[largeCount - 1];
            _cells[light] = new(Threshold(weights[light]), heavy);
            _donors[heavy >> 6] |= 1UL << heavy;
            weights[heavy] -= 1 - weights[light];
            if (weights[heavy] < 1)
            {
                largeCount--;
                small[smallCount++] = heavy;
            }
        }

        // What is left is 1 up to rounding; a word without any weight must not be among them.
        while (largeCount > 0)
        {
            var id = large[--largeCount];
            _cells[id] = new(uint.MaxValue, id);
        }

        var heaviest = HeaviestOf(counts);
        while (smallCount > 0)
        {
            var id = small[--smallCount];
            _cells[id] = counts[id] > 0 ? new(uint.MaxValue, id) : new(0, heaviest);
            _donors[heaviest >> 6] |= counts[id] > 0 ? 0 : 1UL << heaviest;
        }
    }

    /// <summary>Bytes that building a table for <paramref name="words"/> words takes beside it: the counts as of now, their weights, and two lists.</summary>
    internal static long BuildBytesFor(long words) => words * ((2 * sizeof(double)) + (2 * sizeof(int)));

    /// <summary>Bytes that a table for <paramref name="words"/> words takes: a cell and a bit each.</summary>
    internal static long BytesFor(long words) => (words * 8) + ((words + 63) / 64 * 8);

    /// <summary>What a count weighs: count^exponent, 0 for 0. The usual exponent is two square roots, which are a fifth of the cost.</summary>
    internal static double Weight(double count, double exponent) =>
        count > 0 ? exponent == 0.75 ? Math.Sqrt(count) * Math.Sqrt(Math.Sqrt(count)) : Math.Pow(count, exponent) : 0;

    /// <summary>Words covered; 0 if no word has any weight.</summary>
    public int Count => _cells.Length;

    /// <summary>Whether a draw is likely to wait for memory, so that <see cref="Expect"/> is worth its price.</summary>
    public bool IsLarge => _cells.Length > LargeCells;

    /// <summary>Asks the processor to bring near what a draw of these bits looks at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(ulong bits) => CacheLine.Prefetch(in _cells[PlaceOf(bits)]);

    /// <summary>Draws the id of a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref RandomSource random)
    {
        var bits = random.NextUInt64();
        var place = PlaceOf(bits);
        var (threshold, alias) = _cells[place];

        // Which of the two is a coin toss that no branch predictor can learn.
        var mask = (int)(((long)(uint)bits - threshold) >> 63);
        return alias ^ ((alias ^ place) & mask);
    }

    /// <summary>Whether a word can be taken out: it stands in its own cell only, beside another. Words of more than the mean weight stand in those of others.</summary>
    public bool CanVacate(int id) => _cells.Length == 0 || (_cells[id].Alias != id && (_donors[id >> 6] >> id & 1) == 0);

    /// <summary>Takes a word out: the other word of its cell gets its share, which is less than that of a word of the mean weight. Nothing else changes.</summary>
    public void Vacate(int id)
    {
        if (_cells.Length > 0)
        {
            _cells[id] = _cells[id] with { Threshold = 0 };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(ulong bits) => (int)(((bits >> 32) * (ulong)_cells.Length) >> 32);

    private static uint Threshold(double share) => (uint)Math.Clamp(share * 4294967296.0, 0, uint.MaxValue);

    private static int HeaviestOf(ReadOnlySpan<double> counts)
    {
        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best])
            {
                best = i;
            }
        }

        return best;
    }

    private readonly record struct Cell(uint Threshold, int Alias);
}

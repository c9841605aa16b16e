using System.Runtime.CompilerServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The noise words of the rare rows, those from <see cref="First"/> on, drawn with locality: a draw takes one of the <see cref="Neighbors"/> words with adjacent ids that one of <see cref="Slots"/> slots holds, and each
/// slot gets other ones every <see cref="LifeTokens"/> tokens of the text, one slot after the other. So a rare row that is drawn once is drawn several times while it is near, the rows that come near share pages,
/// and rows that exceed memory are seldom fetched for noise. Each word comes up as often as it would otherwise: neighbors are drawn by their sum in the noise distribution of the rare rows, and one of them by its share of that.
/// What a slot holds is a function of (seed, slot, place in the text, tables); nothing is kept. It changes in one way only: words are taken out of it (<see cref="Vacate"/>).
/// </summary>
internal sealed class NoisePool
{
    /// <summary>Slots, each with words of its own.</summary>
    public const int Slots = 512;

    /// <summary>Words of a slot.</summary>
    public const int Neighbors = 16;

    /// <summary>Tokens given, known or not, for which a slot holds its words.</summary>
    public const long LifeTokens = 1 << 19;

    /// <summary>What the shares of neighbors add up to; a little more or less by rounding, and as none is less than 1.</summary>
    private const double Whole = 1 << 24;

    private readonly ulong _seed;
    private readonly ulong _rareShare; // of all noise words, in 2^-32
    private readonly NoiseDistribution _groups;
    private readonly uint[] _bounds; // for each word where its share ends behind those of the neighbors before it
    private readonly ushort[] _vacated; // a bit for each word of a group

    /// <summary>The pool for counts by id.</summary>
    /// <param name="counts">The counts by id.</param>
    /// <param name="exponent">The noise exponent.</param>
    /// <param name="first">The first row whose word comes from the pool; not above the number of counts.</param>
    /// <param name="seed">The seed of the store.</param>
    public NoisePool(ReadOnlySpan<double> counts, double exponent, int first, ulong seed)
    {
        First = first;
        _seed = seed;
        var sums = new double[GroupsOf(counts.Length - first)];
        _bounds = new uint[sums.Length * Neighbors];
        _vacated = new ushort[sums.Length];
        Span<double> weights = stackalloc double[Neighbors];
        for (var group = 0; group < sums.Length; group++)
        {
            var start = first + (group * Neighbors);
            weights.Clear();
            for (var i = 0; i < Math.Min(Neighbors, counts.Length - start); i++)
            {
                weights[i] = NoiseDistribution.Weight(counts[start + i], exponent);
                sums[group] += weights[i];
            }

            var end = 0u;
            for (var i = 0; i < Neighbors; i++)
            {
                end += weights[i] > 0 ? (uint)Math.Max(1, Math.Round(weights[i] / sums[group] * Whole)) : 0;
                _bounds[(group * Neighbors) + i] = end;
            }
        }

        _groups = new NoiseDistribution(sums, 1);
        var rare = sums.Sum();
        var frequent = 0.0;
        foreach (var count in counts[..first])
        {
            frequent += NoiseDistribution.Weight(count, exponent);
        }

        _rareShare = rare > 0 ? (ulong)(rare / (rare + frequent) * (1L << 32)) : 0;
    }

    /// <summary>The first row whose word comes from the pool.</summary>
    public int First { get; }

    /// <summary>Whether there is a word to draw.</summary>
    public bool HasWords => _groups.Count > 0;

    /// <summary>Draws whether a noise word is a rare one: as often as one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool DrawIsRare(ref RandomSource random) => random.NextUInt32() < _rareShare;

    /// <summary>Draws an id from what the slots hold once <paramref name="tokens"/> tokens were given; -1 where it is that of a word taken out: to be drawn again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Draw(long tokens, ref RandomSource random)
    {
        var group = GroupOf(random.NextInt32(Slots), tokens);
        var bounds = _bounds.AsSpan(group * Neighbors, Neighbors);
        var at = (uint)((random.NextUInt32() * (ulong)bounds[Neighbors - 1]) >> 32);
        var place = 0;
        foreach (var bound in bounds)
        {
            place += bound <= at ? 1 : 0;
        }

        return (_vacated[group] >> place & 1) == 0 ? First + (group * Neighbors) + place : -1;
    }

    /// <summary>The ids next to each other that a slot holds once <paramref name="tokens"/> tokens were given: the first one, and behind it <see cref="Neighbors"/> less one, as far as there are.</summary>
    public int FirstOf(int slot, long tokens) => First + (GroupOf(slot, tokens) * Neighbors);

    /// <summary>Takes the word of a row out, from <see cref="First"/> on: all others are drawn instead of it. Whoever draws at the same time gets it or does not.</summary>
    public void Vacate(int id) => _vacated[(id - First) / Neighbors] |= (ushort)(1 << ((id - First) % Neighbors));

    /// <summary>Bytes that a pool of <paramref name="words"/> words takes: a bound each, and a cell and bits for each group.</summary>
    internal static long BytesFor(long words) => (GroupsOf(words) * ((Neighbors * sizeof(uint)) + sizeof(ushort))) + NoiseDistribution.BytesFor(GroupsOf(words));

    private static long GroupsOf(long words) => (words + Neighbors - 1) / Neighbors;

    private int GroupOf(int slot, long tokens)
    {
        var turn = (tokens + (slot * (LifeTokens / Slots))) / LifeTokens;
        var draws = new RandomSource(_seed, RandomUse.NoisePool, ((ulong)turn * Slots) + (ulong)slot);
        return _groups.Draw(ref draws);
    }
}

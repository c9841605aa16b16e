using System.Runtime.CompilerServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The noise words of the rare rows, those from <see cref="First"/> on, drawn with locality: a draw takes what one of <see cref="Slots"/> slots holds, and each slot gets another word
/// every <see cref="LifeTokens"/> tokens of the text, one slot after the other. So a rare row that is drawn once is drawn several times while it is near, and rows that
/// exceed memory are seldom fetched for noise. Each word comes up as often as it would otherwise: a slot's word is drawn from the noise distribution of the rare rows.
/// What a slot holds is a function of (seed, slot, place in the text, tables); nothing is kept.
/// </summary>
internal sealed class NoisePool
{
    /// <summary>Words to choose from at a time.</summary>
    public const int Slots = 8192;

    /// <summary>Tokens given, known or not, for which a slot holds a word.</summary>
    public const long LifeTokens = 1 << 19;

    private readonly NoiseDistribution _rare;
    private readonly ulong _seed;

    /// <summary>The pool for counts by id.</summary>
    /// <param name="counts">The counts by id.</param>
    /// <param name="exponent">The noise exponent.</param>
    /// <param name="first">The first row whose word comes from the pool; not above the number of counts.</param>
    /// <param name="seed">The seed of the store.</param>
    public NoisePool(ReadOnlySpan<double> counts, double exponent, int first, ulong seed)
    {
        First = first;
        _seed = seed;
        _rare = new NoiseDistribution(counts[first..], exponent);
    }

    /// <summary>The first row whose word comes from the pool.</summary>
    public int First { get; }

    /// <summary>The id that a slot holds once <paramref name="tokens"/> tokens were given, the slot drawn from <paramref name="random"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Draw(long tokens, ref RandomSource random)
    {
        var slot = random.NextInt32(Slots);
        return WordOf(slot, tokens);
    }

    /// <summary>The id that a slot holds once <paramref name="tokens"/> tokens were given.</summary>
    public int WordOf(int slot, long tokens)
    {
        var turn = (tokens + (slot * (LifeTokens / Slots))) / LifeTokens;
        var draws = new RandomSource(_seed, RandomUse.NoisePool, ((ulong)turn * Slots) + (ulong)slot);
        return First + _rare.Draw(ref draws);
    }

    /// <summary>Whether <see cref="Vacate"/> can forget the word of a row.</summary>
    public bool CanVacate(int id) => id < First || _rare.CanVacate(id - First);

    /// <summary>Forgets the word of a row: no slot holds it any more.</summary>
    public void Vacate(int id)
    {
        if (id >= First)
        {
            _rare.Vacate(id - First);
        }
    }
}

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// Counts that halve every so many tokens, by forward decay (Cormode et al., 2009): instead of making all counts smaller with each token, an occurrence is worth
/// more, 2^(tokens / half-life), the later it comes. Where that worth reaches two, all counts are halved, which is exact, and it starts from one again. So
/// ratios of stored counts are those of the decayed ones at all times, a count as of now is the stored one divided by <see cref="Unit"/>, and a token costs one addition.
/// </summary>
internal sealed class ForwardDecay
{
    private readonly long _halfLife;

    /// <summary>Counts that halve every <paramref name="halfLife"/> tokens, or never if it is 0.</summary>
    public ForwardDecay(long halfLife) => _halfLife = halfLife;

    /// <summary>What one occurrence adds to a stored count: from 1 to below 2, and 1 all the time where counts do not decay.</summary>
    public double Unit { get; private set; } = 1;

    /// <summary>Tokens given when <see cref="Unit"/> was last set.</summary>
    public long Tokens { get; private set; }

    /// <summary>Moves on to <paramref name="tokens"/> tokens given, and returns how many times all that is stored has to be halved.</summary>
    public int Advance(long tokens)
    {
        var passed = tokens - Tokens;
        Tokens = tokens;
        if (_halfLife == 0)
        {
            return 0;
        }

        var (whole, rest) = Math.DivRem(passed, _halfLife);
        Unit *= Math.Pow(2, (double)rest / _halfLife);
        if (Unit >= 2)
        {
            Unit /= 2;
            whole++;
        }

        return (int)Math.Min(whole, int.MaxValue);
    }

    /// <summary>Goes on from what a generation holds; the half-life may be another from now on.</summary>
    /// <exception cref="InvalidDataException">The unit is not one that <see cref="Advance"/> makes.</exception>
    internal void Restore(double unit, long tokens)
    {
        if (!(unit is >= 1 and < 2) || tokens < 0)
        {
            throw new InvalidDataException($"counts in units of {unit} as of token {tokens} are not possible");
        }

        (Unit, Tokens) = (unit, tokens);
    }
}

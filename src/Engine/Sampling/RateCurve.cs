namespace StreamW2V.Engine.Sampling;

/// <summary>
/// A rate as a share of the initial one after n trained tokens: (1 + n/<paramref name="Tokens"/>)^-<paramref name="Power"/>, or 1 − n/<paramref name="Tokens"/>
/// with power 0, but never below <paramref name="Floor"/>.
/// </summary>
/// <param name="Tokens">Where it has come down markedly, in tokens.</param>
/// <param name="Power">How fast it falls; 0 is linear.</param>
/// <param name="Floor">The smallest share.</param>
internal readonly record struct RateCurve(double Tokens, double Power, double Floor)
{
    /// <summary>The share after <paramref name="trained"/> tokens.</summary>
    public float At(double trained) => (float)Math.Max(Floor, Power == 0 ? 1 - (trained / Tokens) : Fallen(1 + (trained / Tokens)));

    /// <summary>The powers in use are square roots, which are a fifth of the cost.</summary>
    private double Fallen(double x) => Power switch
    {
        0.5 => 1 / Math.Sqrt(x),
        0.75 => 1 / (Math.Sqrt(x) * Math.Sqrt(Math.Sqrt(x))),
        _ => Math.Pow(x, -Power),
    };
}

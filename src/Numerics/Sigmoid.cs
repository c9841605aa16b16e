using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics;

/// <summary>
/// σ(x) = 1 / (1 + e^-x). The exponential is 2^n · p(f) with n the nearest integer to -x/ln 2 and p the degree-6 Taylor polynomial of e^f on
/// |f| ≤ ln 2 / 2, whose truncation error is below 1.3e-7 of e^f. The absolute error against the true value is at most <see cref="ErrorBound"/> for every
/// float, which a test checks. Arguments beyond ±87 are treated as ±87, where σ is 0 or 1 to 37 digits; nothing is skipped.
/// </summary>
public static class Sigmoid
{
    /// <summary>The largest absolute error of any of the kernels' sigmoids.</summary>
    public const double ErrorBound = 2.0e-7;

    private const float Limit = 87f;

    /// <summary>log(1 + e^-x) in double precision: the logistic loss of a positive example with score x.</summary>
    public static double Loss(double x) => x > 0 ? Math.Log(1 + Math.Exp(-x)) : -x + Math.Log(1 + Math.Exp(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Evaluate<TLane, TVector>(TVector x)
        where TLane : struct, ILane<TVector>
        where TVector : struct
    {
        var negated = TLane.Max(TLane.Min(TLane.Subtract(TLane.Zero, x), TLane.Create(Limit)), TLane.Create(-Limit));
        var n = TLane.Round(TLane.Multiply(negated, TLane.Create(1.44269504f)));

        // ln 2 in two parts (Cody and Waite), so that the rest keeps all its bits.
        var f = TLane.MultiplyAdd(n, TLane.Create(-0.693359375f), negated);
        f = TLane.MultiplyAdd(n, TLane.Create(2.12194440e-4f), f);

        var p = TLane.Create(1f / 720f);
        p = TLane.MultiplyAdd(p, f, TLane.Create(1f / 120f));
        p = TLane.MultiplyAdd(p, f, TLane.Create(1f / 24f));
        p = TLane.MultiplyAdd(p, f, TLane.Create(1f / 6f));
        p = TLane.MultiplyAdd(p, f, TLane.Create(0.5f));
        p = TLane.MultiplyAdd(p, f, TLane.Create(1f));
        p = TLane.MultiplyAdd(p, f, TLane.Create(1f));

        var one = TLane.Create(1f);
        return TLane.Divide(one, TLane.Add(one, TLane.Multiply(p, TLane.PowerOfTwo(n))));
    }
}

namespace StreamW2V.Engine.Training.Curves;

/// <summary>The losses of some positive examples, added up in double precision.</summary>
/// <param name="Sum">Their sum, in nats.</param>
/// <param name="Examples">How many there are.</param>
public readonly record struct LossSum(double Sum, long Examples)
{
    /// <summary>The mean loss of an example; NaN if there is none.</summary>
    public double Mean => Examples > 0 ? Sum / Examples : double.NaN;

    /// <summary>The losses of both together.</summary>
    public static LossSum operator +(LossSum a, LossSum b) => new(a.Sum + b.Sum, a.Examples + b.Examples);

    /// <summary>The losses of <paramref name="a"/> without those of <paramref name="b"/>, which are among them.</summary>
    public static LossSum operator -(LossSum a, LossSum b) => new(a.Sum - b.Sum, a.Examples - b.Examples);
}

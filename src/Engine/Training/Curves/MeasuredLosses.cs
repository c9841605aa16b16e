namespace StreamW2V.Engine.Training.Curves;

/// <summary>The two losses that trainers measure.</summary>
/// <param name="Training">While a sentence is trained.</param>
/// <param name="Prequential">Before it is.</param>
internal readonly record struct MeasuredLosses(LossSum Training, LossSum Prequential)
{
    /// <summary>Both added up.</summary>
    public static MeasuredLosses operator +(MeasuredLosses a, MeasuredLosses b) => new(a.Training + b.Training, a.Prequential + b.Prequential);

    /// <summary>What <paramref name="a"/> has beyond <paramref name="b"/>.</summary>
    public static MeasuredLosses operator -(MeasuredLosses a, MeasuredLosses b) => new(a.Training - b.Training, a.Prequential - b.Prequential);
}

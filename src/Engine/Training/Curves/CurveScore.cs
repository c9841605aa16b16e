namespace StreamW2V.Engine.Training.Curves;

/// <summary>The score of one test set.</summary>
/// <param name="Name">The name of the set: at most 255 bytes of UTF-8 are kept.</param>
/// <param name="Value">Accuracy or rank correlation; NaN if it is not defined.</param>
/// <param name="Asked">Questions or pairs whose words are all known.</param>
/// <param name="Total">Questions or pairs in the set.</param>
public readonly record struct CurveScore(string Name, double Value, int Asked, int Total);

namespace StreamW2V.Query.Evaluation;

/// <summary>The score of one or more analogy files.</summary>
/// <param name="Sections">The sections in the order of the files.</param>
public sealed record AnalogyResult(IReadOnlyList<AnalogySection> Sections)
{
    /// <summary>Questions answered with the expected word.</summary>
    public int Correct => Sections.Sum(section => section.Correct);

    /// <summary>Questions whose four words are all in the restricted vocabulary.</summary>
    public int Asked => Sections.Sum(section => section.Asked);

    /// <summary>Questions in the files.</summary>
    public int Total => Sections.Sum(section => section.Total);

    /// <summary>Correct / asked over all sections; 0 if none was asked.</summary>
    public double Accuracy => Asked == 0 ? 0 : (double)Correct / Asked;
}

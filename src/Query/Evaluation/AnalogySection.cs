namespace StreamW2V.Query.Evaluation;

/// <summary>The score of one section of an analogy file.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Correct">Questions answered with the expected word.</param>
/// <param name="Asked">Questions whose four words are all in the restricted vocabulary.</param>
/// <param name="Total">Questions in the file.</param>
public readonly record struct AnalogySection(string Name, int Correct, int Asked, int Total)
{
    /// <summary>Correct / asked; 0 if none was asked.</summary>
    public double Accuracy => Asked == 0 ? 0 : (double)Correct / Asked;
}

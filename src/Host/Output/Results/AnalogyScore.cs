namespace StreamW2V.Host.Output.Results;

/// <summary>Score of the analogies.</summary>
/// <param name="Accuracy">Correct by asked; 0 if none was asked.</param>
/// <param name="Correct">Questions answered with the expected word.</param>
/// <param name="Asked">Questions whose words are all among the restricted vocabulary.</param>
/// <param name="Total">Questions in the files.</param>
/// <param name="Sections">The same by section.</param>
internal sealed record AnalogyScore(double Accuracy, int Correct, int Asked, int Total, IReadOnlyList<SectionScore> Sections);

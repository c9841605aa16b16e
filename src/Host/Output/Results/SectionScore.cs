namespace StreamW2V.Host.Output.Results;

/// <summary>Score of one section of analogies.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Accuracy">Correct by asked; 0 if none was asked.</param>
/// <param name="Correct">Questions answered with the expected word.</param>
/// <param name="Asked">Questions asked.</param>
/// <param name="Total">Questions in the section.</param>
internal sealed record SectionScore(string Name, double Accuracy, int Correct, int Asked, int Total);

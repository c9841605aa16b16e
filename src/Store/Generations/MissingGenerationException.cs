namespace StreamW2V.Store.Generations;

/// <summary>There is no generation of that number, or no more: the writer may have removed it since it was listed. Nothing is damaged.</summary>
/// <param name="message">One line that says which generations there are.</param>
public sealed class MissingGenerationException(string message) : IOException(message);

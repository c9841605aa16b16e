namespace StreamW2V.Host.Output.Results;

/// <summary>State of a store. The first five names are a contract with scripts.</summary>
/// <param name="Generation">Newest valid generation; 0 if there is none.</param>
/// <param name="Words">Words learned up to it.</param>
/// <param name="Vocabulary">Words with a vector.</param>
/// <param name="JournalBytes">Bytes of the journal on disk.</param>
/// <param name="LagBytes">Bytes of text in the journal behind the generation's position: accepted, not yet part of a generation.</param>
/// <param name="Dimension">Floats per vector; 0 without a generation.</param>
/// <param name="Verb">The verb that wrote the generation; null without one.</param>
/// <param name="Complete">Whether that verb had come to its end.</param>
/// <param name="Created">When it was written, UTC; null without one.</param>
/// <param name="Generations">Number of generations.</param>
/// <param name="Skipped">Damaged generations that were passed over, with the reason.</param>
internal sealed record StatusResult(
    long Generation,
    long Words,
    long Vocabulary,
    long JournalBytes,
    long LagBytes,
    int Dimension,
    string? Verb,
    bool Complete,
    DateTimeOffset? Created,
    int Generations,
    IReadOnlyList<string> Skipped);

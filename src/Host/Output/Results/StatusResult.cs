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
/// <param name="Generations">Number of plain generations.</param>
/// <param name="Archived">Number of archived ones.</param>
/// <param name="ArchiveBytes">Bytes of the archive on disk.</param>
/// <param name="Loss">Mean training loss of an example in the newest window of the curves; null if nothing was measured.</param>
/// <param name="PrequentialLoss">The same of sentences scored before they were trained.</param>
/// <param name="OutOfVocabulary">Share of the window's tokens whose word had no vector, 0 to 1.</param>
/// <param name="Admissions">Words that got a vector, since the store was made.</param>
/// <param name="Evictions">Those of them that took the row of another word.</param>
/// <param name="Sources">What the sources of <c>run</c> brought up to the journal's end; null for other stores.</param>
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
    int Archived,
    long ArchiveBytes,
    double? Loss,
    double? PrequentialLoss,
    double? OutOfVocabulary,
    long Admissions,
    long Evictions,
    SourcesResult? Sources,
    IReadOnlyList<string> Skipped);

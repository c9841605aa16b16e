namespace StreamW2V.Host.Output.Results;

/// <summary>One line of <c>generations</c>.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Created">When it was written, UTC; null if it is damaged.</param>
/// <param name="Words">Words learned up to it.</param>
/// <param name="Vocabulary">Words with a vector.</param>
/// <param name="Dimension">Floats per vector.</param>
/// <param name="Bytes">Bytes of its files; of an archived one those of the archive.</param>
/// <param name="Verb">The verb that wrote it.</param>
/// <param name="Complete">Whether that verb had come to its end.</param>
/// <param name="Damage">What is wrong with it; null if it is valid.</param>
/// <param name="Archived">Whether it is in the archive.</param>
/// <param name="Ratio">Share of its plain size that the archive takes; null for a plain one.</param>
/// <param name="Base">The archived generation that it is the difference from, 0 for a key frame; null for a plain one.</param>
internal sealed record GenerationResult(
    long Generation,
    DateTimeOffset? Created,
    long Words,
    long Vocabulary,
    int Dimension,
    long Bytes,
    string? Verb,
    bool Complete,
    string? Damage,
    bool Archived = false,
    double? Ratio = null,
    long? Base = null);

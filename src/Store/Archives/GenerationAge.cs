namespace StreamW2V.Store.Archives;

/// <summary>What retention decides by.</summary>
/// <param name="Number">Number of the generation; the order of numbers is the order of commits.</param>
/// <param name="Created">When it was written.</param>
/// <param name="IsArchived">Whether it is in the archive and not a plain generation (any more).</param>
public readonly record struct GenerationAge(long Number, DateTimeOffset Created, bool IsArchived);

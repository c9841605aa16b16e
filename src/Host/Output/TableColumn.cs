namespace StreamW2V.Host.Output;

/// <summary>A column of a table of results.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="IsNumber">Numbers stand to the right.</param>
internal sealed record TableColumn(string Title, bool IsNumber = false);

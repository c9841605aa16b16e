namespace StreamW2V.Query.Vectors;

/// <summary>Tells the UTF-8 bytes of the word with an id; empty for a free row.</summary>
public delegate ReadOnlySpan<byte> WordOf(int id);

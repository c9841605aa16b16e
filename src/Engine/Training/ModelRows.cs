using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>The rows a trainer updates; the tables that the objective does not use are empty.</summary>
/// <param name="Input">Input embeddings, one row a word.</param>
/// <param name="Output">Output embeddings, one row a word.</param>
/// <param name="Nodes">Vectors of the Huffman tree's inner nodes.</param>
/// <param name="Guard">To be asked before a row is written that a generation may hold.</param>
internal readonly record struct ModelRows(RowTable Input, RowTable Output, RowTable Nodes, RowGuard Guard);

namespace StreamW2V.Engine;

/// <summary>What the vectors of the inner nodes become when a new Huffman tree takes over.</summary>
public enum HuffmanCarry
{
    /// <summary>A node starts from the old vector that told most of the same words apart, negated where the sides are swapped (docs/learning.md, Huffman tree).</summary>
    Overlap,

    /// <summary>A node keeps the vector of its number, as in gensim; to compare with.</summary>
    Index,

    /// <summary>All nodes start from zero; to compare with.</summary>
    Zero,
}

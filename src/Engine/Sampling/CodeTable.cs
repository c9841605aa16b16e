namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The Huffman paths that the trainers read. Only changed at an edge, when no trainer runs; the tree itself belongs to the vocabulary's thread, which is
/// ahead of the trainers.
/// </summary>
internal sealed class CodeTable
{
    private int[][] _paths = [];

    /// <summary>The path of a word, from the root: node · 2 + bit.</summary>
    public ReadOnlySpan<int> Path(int word) => _paths[word];

    /// <summary>Takes over all paths of a tree.</summary>
    public void Replace(int[][] paths) => _paths = paths;

    /// <summary>Sets the path of one word.</summary>
    public void Set(int word, int[] path)
    {
        if (word >= _paths.Length)
        {
            Array.Resize(ref _paths, Math.Max(word + 1, _paths.Length * 2));
        }

        _paths[word] = path;
    }
}

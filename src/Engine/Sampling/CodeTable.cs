namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The Huffman paths that the trainers read: one array of paths, which are never changed in place. The vocabulary's thread is ahead of the trainers, so a path
/// that batches under way may still read is only set in their order; see <see cref="StreamW2V.Engine.Training.Growth"/>.
/// </summary>
internal sealed class CodeTable
{
    private volatile int[][] _paths = [];

    /// <summary>The path of a word, from the root: node · 2 + bit.</summary>
    public ReadOnlySpan<int> Path(int word) => _paths[word];

    /// <summary>Lets the trainers read other paths from now on.</summary>
    public void Replace(int[][] paths) => _paths = paths;
}

namespace StreamW2V.Query.Drift;

/// <summary>How far one word has moved between two generations.</summary>
/// <param name="Word">The word.</param>
/// <param name="OverlapLoss">1 − |neighbors before ∩ neighbors after| / k: 0 is the same company, 1 another (Gonen et al., ACL 2020).</param>
/// <param name="Cosine">Cosine of its two vectors after the alignment of <see cref="Procrustes"/>, −1 to 1.</param>
/// <param name="Frequency">How often it was and is used.</param>
/// <param name="IsReturned">It lost its row in between and was learned anew: the two vectors have no common past.</param>
/// <param name="NeighborsBefore">Its k nearest common words in the earlier generation, nearest first; empty unless it was asked for by name.</param>
/// <param name="NeighborsAfter">The same in the later generation.</param>
public sealed record DriftedWord(
    string Word,
    double OverlapLoss,
    double Cosine,
    FrequencyChange Frequency,
    bool IsReturned,
    IReadOnlyList<string> NeighborsBefore,
    IReadOnlyList<string> NeighborsAfter);

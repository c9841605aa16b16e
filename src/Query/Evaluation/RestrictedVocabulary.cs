using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Evaluation;

/// <summary>
/// The most frequent words of a model with case folded: of words that differ only in case the most frequent one stands for all.
/// Words are numbered by rank, 0 being the most frequent.
/// </summary>
internal sealed class RestrictedVocabulary
{
    private readonly Dictionary<string, int> _ranks;
    private readonly int[] _leaders;

    /// <summary>The <paramref name="size"/> most frequent words, or all if there are fewer.</summary>
    public RestrictedVocabulary(WordVectors vectors, int size)
    {
        Ids = vectors.ByFrequency[..Math.Min(size, vectors.Count)].ToArray();
        _ranks = new Dictionary<string, int>(Ids.Length);
        _leaders = new int[Ids.Length];
        for (var rank = 0; rank < Ids.Length; rank++)
        {
            var folded = CaseFold.Upper(vectors.Word(Ids[rank]));
            _leaders[rank] = _ranks.TryGetValue(folded, out var leader) ? leader : rank;
            _ranks.TryAdd(folded, rank);
        }
    }

    /// <summary>The row of each rank.</summary>
    public int[] Ids { get; }

    /// <summary>The rank of the word that stands for all words with this upper-case form.</summary>
    public bool TryFind(string folded, out int rank) => _ranks.TryGetValue(folded, out rank);

    /// <summary>The rank of the word that stands for the word of this rank.</summary>
    public int LeaderOf(int rank) => _leaders[rank];
}

namespace StreamW2V.Query.Neighbors;

/// <summary>A query names a word that has no vector. The program ends with exit code 1.</summary>
public sealed class UnknownWordException : Exception
{
    /// <summary>How many spellings are suggested at most.</summary>
    public const int Suggested = 3;

    /// <summary>Names the word and the known words spelled most like it.</summary>
    public UnknownWordException(string word, IReadOnlyList<string> suggestions)
        : base(suggestions.Count == 0
            ? $"the word '{word}' is not in the vocabulary, and none is spelled like it"
            : $"the word '{word}' is not in the vocabulary; nearest spellings: {string.Join(", ", suggestions)}")
    {
        Word = word;
        Suggestions = suggestions;
    }

    /// <summary>The word that was asked for.</summary>
    public string Word { get; }

    /// <summary>Up to three known words, nearest spelling first; empty if none is near.</summary>
    public IReadOnlyList<string> Suggestions { get; }
}

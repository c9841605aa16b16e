namespace StreamW2V.Query.Evaluation;

/// <summary>How the words of a similarity file are looked up.</summary>
public enum WordLookup
{
    /// <summary>By their exact bytes only.</summary>
    Exact,

    /// <summary>By their exact bytes, and otherwise the most frequent word that differs only in case.</summary>
    ExactThenFolded,
}

namespace StreamW2V.Engine;

/// <summary>What a word that is new in a stream starts from.</summary>
public enum FirstVectors
{
    /// <summary>A draw.</summary>
    Random,

    /// <summary>The mean of the words around it while it was a candidate.</summary>
    Context,
}

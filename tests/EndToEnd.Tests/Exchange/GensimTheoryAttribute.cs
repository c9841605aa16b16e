namespace StreamW2V.EndToEnd.Tests.Exchange;

/// <summary>A theory that needs gensim; where there is none it is shown as skipped, with the reason.</summary>
public sealed class GensimTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory unless gensim is there.</summary>
    public GensimTheoryAttribute() => Skip = Gensim.Missing;
}

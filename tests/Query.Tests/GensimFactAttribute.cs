namespace StreamW2V.Query.Tests;

/// <summary>A test that needs gensim; where there is none it is shown as skipped, with the reason.</summary>
public sealed class GensimFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless gensim is there.</summary>
    public GensimFactAttribute() => Skip = Gensim.Missing;
}

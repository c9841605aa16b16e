namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>
/// Normalized pointwise mutual information (Bouma, 2009): ln(p(xy) / (p(x) p(y))) / -ln p(xy). 1 where two words only come together, 0 where they come together as often
/// as independent words would, towards -1 where they avoid each other. Unlike the plain one it does not grow without bound for rare pairs.
/// </summary>
internal static class Npmi
{
    /// <summary>The value for counts of the pair, of each word and of all tokens; the words' counts are at least 1.</summary>
    /// <remarks>
    /// A pair's count is an estimate and may be too high; no pair is more frequent than its rarer word. A pair never seen has -1, and one that is all of the text has 1.
    /// </remarks>
    public static double Of(double pair, double first, double second, double tokens)
    {
        pair = Math.Min(pair, Math.Min(first, second));
        return pair == 0 ? -1
            : pair >= tokens ? 1
            : Math.Log(pair * tokens / (first * second)) / Math.Log(tokens / pair);
    }
}

using System.Globalization;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Evaluation;

/// <summary>
/// Compares a model's cosines with human judgments of word similarity: a file of word, word, judgment, separated by tabs or
/// spaces. Further columns, comment lines (#) and lines that are no pair are passed over.
/// </summary>
public static class SimilarityEvaluation
{
    /// <summary>Scores <paramref name="vectors"/> on the pairs of one file.</summary>
    /// <exception cref="BadFormatException">A vector is not finite; the message names its word.</exception>
    public static SimilarityResult Evaluate(WordVectors vectors, string path, WordLookup lookup)
    {
        var pairs = Read(path);
        var ids = Find(vectors, pairs, lookup);
        var judged = new List<double>();
        var cosines = new List<double>();
        foreach (var (a, b, judgment) in pairs)
        {
            if (ids.TryGetValue(a, out var left) && ids.TryGetValue(b, out var right))
            {
                judged.Add(judgment);

                // Rounded to float32, so that pairs gensim sees as tied are tied here.
                cosines.Add((float)vectors.Cosine(left, right));
            }
        }

        var spearman = RankCorrelation.Spearman(judged.ToArray(), cosines.ToArray());
        return new SimilarityResult(Path.GetFileNameWithoutExtension(path), spearman, judged.Count, pairs.Count);
    }

    private static List<(string A, string B, double Judgment)> Read(string path)
    {
        var pairs = new List<(string, string, double)>();
        foreach (var line in InputFile.Lines(path))
        {
            var columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length >= 3
                && !line.StartsWith('#')
                && double.TryParse(columns[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var judgment)
                && double.IsFinite(judgment))
            {
                pairs.Add((columns[0], columns[1], judgment));
            }
        }

        return pairs;
    }

    private static Dictionary<string, int> Find(WordVectors vectors, List<(string A, string B, double Judgment)> pairs, WordLookup lookup)
    {
        var ids = new Dictionary<string, int>();
        var missing = new HashSet<string>();
        foreach (var word in pairs.SelectMany(pair => new[] { pair.A, pair.B }))
        {
            if (vectors.TryFind(word, out var id))
            {
                ids[word] = id;
            }
            else
            {
                missing.Add(word);
            }
        }

        if (lookup == WordLookup.ExactThenFolded && missing.Count > 0)
        {
            var found = vectors.FindFolded(missing.Select(CaseFold.Upper).ToHashSet());
            foreach (var word in missing)
            {
                if (found.TryGetValue(CaseFold.Upper(word), out var id))
                {
                    ids[word] = id;
                }
            }
        }

        return ids;
    }
}

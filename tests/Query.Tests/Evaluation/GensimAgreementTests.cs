using System.Globalization;
using System.Text.Json;
using StreamW2V.Numerics;
using StreamW2V.Query.Evaluation;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Evaluation;

/// <summary>Prevents eval from printing another accuracy or correlation than gensim does for the same file.</summary>
public sealed class GensimAgreementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [GensimTheory]
    [InlineData(30_000)]
    [InlineData(150)]
    public void Every_section_has_gensims_correct_and_asked(int restriction)
    {
        using var vectors = Clustered();
        var random = new RandomSource(9, 4, 0);
        var lines = new List<string>();
        for (var section = 0; section < 4; section++)
        {
            lines.Add($": section {section}");
            for (var i = 0; i < 300; i++)
            {
                var (x, y) = (random.NextInt32(48), random.NextInt32(48)); // three stems are unknown
                var (form, other) = (random.NextInt32(3), random.NextInt32(3));
                var inflection = 1 + (section % 2);
                lines.Add(string.Join(' ', Word(x, 0, form), Word(x, inflection, other), Word(y, 0, other), Word(y, inflection, form)));
            }
        }

        var questions = _folder.Write("q.txt", string.Join('\n', lines) + "\n");
        var path = _folder.File("v.bin");
        VectorExport.Write(vectors, VectorFormat.Word2VecBinary, path);
        var script = """
            import sys, json
            from gensim.models import KeyedVectors
            kv = KeyedVectors.load_word2vec_format(sys.argv[1], binary=True)
            score, sections = kv.evaluate_word_analogies(sys.argv[2], restrict_vocab=int(sys.argv[3]), case_insensitive=True)
            rows = [[s['section'], len(s['correct']), len(s['correct']) + len(s['incorrect'])] for s in sections[:-1]]
            print(json.dumps(rows + [['', score, 0]]))
            """;
        using var gensim = JsonDocument.Parse(Gensim.Run(script, path, questions, restriction.ToString(CultureInfo.InvariantCulture)));
        var result = AnalogyEvaluation.Evaluate(vectors, [questions], restriction);

        var rows = gensim.RootElement.EnumerateArray().ToArray();
        Assert.Equal(
            rows[..^1].Select(row => (row[0].GetString(), row[1].GetInt32(), row[2].GetInt32())),
            result.Sections.Select(section => ((string?)section.Name, section.Correct, section.Asked)));
        Assert.Equal(rows[^1][1].GetDouble(), result.Accuracy, 1e-12);
        Assert.InRange(result.Asked, 100, 1199); // some asked, some left out
        Assert.InRange(result.Accuracy, 0.02, 0.98);
    }

    [GensimFact]
    public void Spearman_is_that_of_scipy_on_gensims_similarities()
    {
        using var vectors = Clustered();
        var random = new RandomSource(10, 4, 0);
        string Any() => Word(random.NextInt32(50), random.NextInt32(3), 0);
        var pairs = Enumerable.Range(0, 500).Select(_ =>
            string.Create(CultureInfo.InvariantCulture, $"{Any()}\t{Any()}\t{random.NextInt32(11)}"));
        var file = _folder.Write("pairs.tsv", string.Join("\r\n", pairs));
        var path = _folder.File("v.txt");
        VectorExport.Write(vectors, VectorFormat.Word2VecText, path);
        var script = """
            import sys, json, scipy.stats as st
            from gensim.models import KeyedVectors
            kv = KeyedVectors.load_word2vec_format(sys.argv[1])
            a, b = [], []
            for r in (l.split() for l in open(sys.argv[2])):
                if r[0] in kv and r[1] in kv:
                    a.append(float(r[2])); b.append(kv.similarity(r[0], r[1]))
            print(json.dumps([st.spearmanr(a, b)[0], len(a)]))
            """;
        using var scipy = JsonDocument.Parse(Gensim.Run(script, path, file));
        var result = SimilarityEvaluation.Evaluate(vectors, file, WordLookup.Exact);

        Assert.Equal(scipy.RootElement[1].GetInt32(), result.Found);
        Assert.Equal(scipy.RootElement[0].GetDouble(), result.Spearman, 1e-4);
        Assert.Equal(500, result.Total);
        Assert.InRange(result.Found, 100, 499);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // 45 stems in three inflections and three case forms; inflections share an offset, so that some questions are answered.
    private static WordVectors Clustered()
    {
        const int Dimension = 12;
        var noise = Samples.Values(1000 * Dimension, 21);
        var words = new List<string>();
        var values = new List<float>();
        for (var stem = 0; stem < 45; stem++)
        {
            for (var inflection = 0; inflection < 3; inflection++)
            {
                for (var form = 0; form < (stem % 3) + 1; form++)
                {
                    for (var d = 0; d < Dimension; d++)
                    {
                        var at = values.Count;
                        var offset = noise[((100 + inflection) * Dimension) + d];
                        values.Add(noise[(stem * Dimension) + d] + offset + (0.35f * noise[4000 + at]));
                    }

                    words.Add(Word(stem, inflection, form));
                }
            }
        }

        var random = new RandomSource(22, 4, 0);
        return WordVectors.Create(words, [.. words.Select(_ => (double)random.NextInt32(100))], values.ToArray(), Dimension);
    }

    private static string Word(int stem, int inflection, int form)
    {
        var word = string.Create(CultureInfo.InvariantCulture,
            $"straße{(char)('a' + (stem % 26))}{stem}{(inflection == 0 ? "" : inflection == 1 ? "er" : "est")}");
        return form switch
        {
            0 => word,
            1 => char.ToUpperInvariant(word[0]) + word[1..],
            _ => word.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal),
        };
    }
}

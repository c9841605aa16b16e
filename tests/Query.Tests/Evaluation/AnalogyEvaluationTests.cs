using StreamW2V.Numerics;
using StreamW2V.Query.Evaluation;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Evaluation;

/// <summary>Prevents accuracy figures that look like gensim's and are not: case folding, restriction, exclusion, sections.</summary>
public sealed class AnalogyEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_question_is_asked_only_if_all_four_words_are_frequent_enough()
    {
        using var vectors = Royal(extra: []);
        var path = _folder.Write("q.txt", ": royal\nman king woman queen\nman king woman empress\nman king woman QUEEN\n");

        var all = AnalogyEvaluation.Evaluate(vectors, [path]);
        var few = AnalogyEvaluation.Evaluate(vectors, [path], restriction: 3);

        Assert.Equal(new AnalogySection("royal", 2, 2, 3), Assert.Single(all.Sections));
        Assert.Equal(new AnalogySection("royal", 0, 0, 3), Assert.Single(few.Sections));
    }

    [Fact]
    public void The_most_frequent_of_several_case_forms_is_meant_and_the_others_are_no_answer()
    {
        // "Queen" (rarer) is nearest and folds to the expected word; "WOMAN" and "Man" are passed over as forms of the question's words.
        using var vectors = Royal([("WOMAN", [0.1f, 1, 1]), ("Man", [0, 0, 0.9f]), ("Queen", [1, 1, 1])]);
        var path = _folder.Write("q.txt", ": royal\nMAN King wOman queen\n");
        var result = AnalogyEvaluation.Evaluate(vectors, [path]);

        Assert.Equal((1, 1), (result.Correct, result.Asked));
        Assert.Equal(1, result.Accuracy);
    }

    [Fact]
    public void Sections_of_several_files_add_up_and_lines_that_are_no_question_are_passed_over()
    {
        using var vectors = Royal(extra: []);
        var first = _folder.Write("1.txt", ": a\nman king woman queen\nonly three words\n\n: b\nwoman queen man king extra\n");
        var second = _folder.Write("2.txt", ":  c d \r\nwoman\tqueen man  king\r\nking man queen man\r\n");
        var result = AnalogyEvaluation.Evaluate(vectors, [first, second]);

        Assert.Equal(["a", "b", "c d"], result.Sections.Select(section => section.Name));
        Assert.Equal([1, 0, 2], result.Sections.Select(section => section.Asked));
        Assert.Equal((2, 3, 3), (result.Correct, result.Asked, result.Total));
        Assert.Equal(0, result.Sections[1].Accuracy);
    }

    [Fact]
    public void A_question_before_the_first_section_is_refused_by_its_line()
    {
        using var vectors = Royal(extra: []);
        var path = _folder.Write("q.txt", "man king woman queen\n");
        var error = Assert.Throws<BadFormatException>(() => AnalogyEvaluation.Evaluate(vectors, [path]));

        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 40, 7)]
    [InlineData(2, 200, 16)]
    [InlineData(3, 3000, 33)]
    [InlineData(4, 6, 2)]
    public void The_shared_products_give_the_answers_of_gensims_loop(ulong seed, int words, int dimension)
    {
        // Every word has up to seven case forms, so that more of them than gensim considers can crowd out an answer.
        var random = new RandomSource(seed, 3, 0);
        var names = new List<string>();
        for (var i = 0; names.Count < words; i++)
        {
            var name = $"abc{(char)('a' + (i % 26))}{i / 26}";
            for (var form = random.NextInt32(7); form >= 0 && names.Count < words; form--)
            {
                names.Add(string.Concat(name.Select((letter, at) => ((form >> at) & 1) == 1 ? char.ToUpperInvariant(letter) : letter)));
            }
        }

        var values = Samples.Values(words * dimension, seed);
        for (var i = 1; i < words; i++)
        {
            // Forms of one word are near each other.
            if (string.Equals(names[i], names[i - 1], StringComparison.OrdinalIgnoreCase))
            {
                for (var d = 0; d < dimension; d++)
                {
                    values[(i * dimension) + d] = values[((i - 1) * dimension) + d] + (0.05f * values[(i * dimension) + d]);
                }
            }
        }

        using var vectors = WordVectors.Create(names, [.. names.Select((_, i) => (double)(words - i))], values, dimension);
        var questions = Enumerable.Range(0, 400)
            .Select(_ => Enumerable.Range(0, 4).Select(_ => names[random.NextInt32(words)]).ToArray())
            .ToArray();
        var path = _folder.Write("q.txt", ": all\n" + string.Join('\n', questions.Select(question => string.Join(' ', question))));
        var restriction = (words * 3 / 4) + 1;

        var expected = questions.Select(question => Ask(vectors, question, restriction)).ToArray();
        var actual = AnalogyEvaluation.Evaluate(vectors, [path], restriction, threads: 2);

        Assert.Equal(expected.Count(answer => answer is not null), actual.Asked);
        Assert.Equal(expected.Count(answer => answer is true), actual.Correct);
        Assert.True(actual.Asked > 50);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // A transcription of the inner loop of gensim's evaluate_word_analogies, in double; null if the question is not asked.
    private static bool? Ask(WordVectors vectors, string[] question, int restriction)
    {
        var ids = vectors.ByFrequency[..Math.Min(restriction, vectors.Count)].ToArray();
        var known = new Dictionary<string, int>();
        foreach (var id in ids.Reverse())
        {
            known[vectors.Word(id).ToUpperInvariant()] = id;
        }

        var folded = question.Select(word => word.ToUpperInvariant()).ToArray();
        if (!folded.All(known.ContainsKey))
        {
            return null;
        }

        var mean = new double[vectors.Dimension];
        foreach (var (word, weight) in ((string, int)[])[(folded[1], 1), (folded[2], 1), (folded[0], -1)])
        {
            var id = known[word];
            for (var d = 0; d < mean.Length; d++)
            {
                mean[d] += weight * vectors.Vector(id)[d] / vectors.Norm(id);
            }
        }

        var inputs = folded[..3].Select(word => known[word]).ToArray();
        var considered = ids
            .Where(id => !inputs.Contains(id))
            .OrderByDescending(id => Enumerable.Range(0, mean.Length).Sum(d => mean[d] * vectors.Vector(id)[d]) / vectors.Norm(id))
            .Take(5);
        string? predicted = null;
        foreach (var id in considered)
        {
            predicted = vectors.Word(id).ToUpperInvariant();
            if (!folded[..3].Contains(predicted))
            {
                break;
            }
        }

        return predicted == folded[3];
    }

    // Axes: royalty, femininity, person.
    private static WordVectors Royal((string Word, float[] Vector)[] extra)
    {
        (string Word, float[] Vector)[] rows =
        [
            ("man", [0, 0, 1]), ("woman", [0, 1, 1]), ("king", [1, 0, 1]), ("queen", [0.9f, 1, 1]), ("stone", [-1, -1, 0]), .. extra,
        ];
        return WordVectors.Create(
            [.. rows.Select(row => row.Word)], [.. rows.Select((_, i) => 100.0 - i)], rows.SelectMany(row => row.Vector).ToArray(), 3);
    }
}

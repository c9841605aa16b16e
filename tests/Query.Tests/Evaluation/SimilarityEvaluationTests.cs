using StreamW2V.Query.Evaluation;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Evaluation;

/// <summary>Prevents pairs from being lost to a separator, a comment, a line end or case, which changes the figure silently.</summary>
public sealed class SimilarityEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tabs_spaces_comments_and_line_ends_are_taken_as_they_come()
    {
        using var vectors = WordVectors.Create(["a", "b", "c", "d"], [4, 3, 2, 1], [1, 0, 1, 0.1f, 1, 1, 0, 1], 2);
        var path = _folder.Write("my-pairs.txt",
            "# word1 word2 score\na\tb\t9\r\na c 5.5\na  d\t1\tfurther columns\nword1\tword2\tscore\na\tmissing\t3\n\n");
        var result = SimilarityEvaluation.Evaluate(vectors, path, WordLookup.Exact);

        Assert.Equal(new SimilarityResult("my-pairs", 1, 3, 4), result);
    }

    [Fact]
    public void Folding_finds_the_most_frequent_case_form_and_prefers_the_exact_one()
    {
        string[] words = ["king", "King", "KING", "a", "b"];
        using var vectors = WordVectors.Create(words, [1, 9, 5, 2, 2], [1, 0, 0, 1, -1, 0, 1, 0.2f, 1, 0.5f], 2);
        var path = _folder.Write("p.txt", "king a 3\nkInG a 2\nb KING 1\n");

        Assert.Equal(new SimilarityResult("p", 1, 3, 3), SimilarityEvaluation.Evaluate(vectors, path, WordLookup.ExactThenFolded));
        Assert.Equal(new SimilarityResult("p", 1, 2, 3), SimilarityEvaluation.Evaluate(vectors, path, WordLookup.Exact));
    }

    [Fact]
    public void A_file_without_known_pairs_has_no_correlation()
    {
        using var vectors = Samples.Random(3, 4);
        var result = SimilarityEvaluation.Evaluate(vectors, _folder.Write("none.txt", "x y 1\nz w 2\n"), WordLookup.ExactThenFolded);

        Assert.Equal(new SimilarityResult("none", double.NaN, 0, 2), result);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}

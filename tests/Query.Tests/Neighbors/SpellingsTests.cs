using System.Diagnostics;
using System.Text;
using StreamW2V.Numerics;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Neighbors;

/// <summary>Prevents an unknown word from getting no suggestion, an absurd one, or one that takes seconds.</summary>
public sealed class SpellingsTests
{
    [Fact]
    public void The_filters_before_the_distance_lose_no_word()
    {
        var random = new RandomSource(11, 2, 0);
        var words = Enumerable.Range(0, 3000).Select(_ => Word(ref random)).Distinct().ToArray();
        using var vectors = Samples.Of(words, 1);
        for (var i = 0; i < 200; i++)
        {
            var query = Word(ref random);
            var bound = query.Length <= 3 ? 1 : query.Length <= 8 ? 2 : 3;
            var expected = words
                .Select((word, id) => (word, id, steps: Distance(query, word)))
                .Where(entry => entry.steps <= bound)
                .OrderBy(entry => entry.steps)
                .ThenBy(entry => entry.id) // counts descend with the id
                .Take(3)
                .Select(entry => entry.word);

            Assert.Equal(expected, Spellings.Nearest(vectors, query, 3));
        }
    }

    [Theory]
    [InlineData("paris", "Paris")]
    [InlineData("recieve", "receive")]
    [InlineData("STRASSBURG", "Straßburg")]
    [InlineData("中国人", "中国")]
    [InlineData("naive", "naïve")]
    public void Case_exchanges_and_accents_are_near(string asked, string known)
    {
        using var vectors = Samples.Of(["something", "else", known], 2);

        Assert.Equal([known], Spellings.Nearest(vectors, asked, 3));
    }

    [Fact]
    public void Of_equally_near_words_the_frequent_ones_come_first()
    {
        using var vectors = WordVectors.Create(["cat", "cut", "cot", "cit"], [1, 40, 20, 30], new float[4], 1);

        Assert.Equal(["cut", "cit", "cot"], Spellings.Nearest(vectors, "cet", 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("completelydifferent")]
    public void A_word_like_no_other_gets_no_suggestion(string asked)
    {
        using var vectors = Samples.Of(["a", "the", "中文", ""], 2);

        Assert.Empty(Spellings.Nearest(vectors, asked, 3));
    }

    [Fact]
    public void A_very_long_word_costs_no_quadratic_time()
    {
        using var vectors = Samples.Random(20_000, 1);

        Assert.Empty(Spellings.Nearest(vectors, new string('x', 1_000_000), 3));
    }

    [Fact]
    public void A_million_words_are_searched_without_comparing_each_letter_by_letter()
    {
        var random = new RandomSource(5, 2, 0);
        var list = new WordList(1_000_000);
        var rows = new HeapRows(1);
        for (var id = 0; id < 1_000_000; id++)
        {
            list.Add(Encoding.UTF8.GetBytes(Word(ref random) + Word(ref random)));
            rows.Append();
        }

        using var vectors = new WordVectors(list, new double[list.Count], rows);
        var started = Stopwatch.GetTimestamp();
        Spellings.Nearest(vectors, "abcdabcd", 3);

        // About 0.1 s, optimized on a machine of its own; a full edit distance for each word takes minutes without optimization on a busy one.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 15);
    }

    private static string Word(ref RandomSource random)
    {
        var letters = new char[1 + random.NextInt32(10)];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = "abcdé中"[random.NextInt32(6)];
        }

        return new string(letters);
    }

    // The textbook recurrence, on the whole table.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}

using System.Text;
using StreamW2V.Engine.Vocabulary.Phrases;

namespace StreamW2V.Engine.Tests.Vocabulary.Phrases;

/// <summary>
/// Prevents phrases that are not found, frequent neighbors taken for phrases, phrases that come and go because joining changes what is counted, and a memory that
/// grows with the pairs of a stream.
/// </summary>
public sealed class PhraseDetectorTests
{
    private static readonly PhraseOptions Options = new();

    [Fact]
    public void A_planted_collocation_is_joined_and_frequent_independent_pairs_are_not()
    {
        var texts = new PhraseTexts(Options);
        texts.Give(PhraseTexts.Lines(4000, 1, 200, "new york", "w1 hall"));
        Assert.Equal(["new_york"], texts.Phrases);
        Assert.Equal("w3 new_york w1 w2 new york_w1", texts.Observe("w3 new york w1 w2 new york_w1").Replace("?", "york_w1", StringComparison.Ordinal));

        // The most frequent words stand side by side more often than the phrase does.
        Assert.True(PairCount(texts, "w1", "w1") > PairCount(texts, "new", "york"));
        Assert.Equal("w1 w1 w1", texts.Observe("w1 w1 w1"));
    }

    [Fact]
    public void Lines_and_unknown_words_are_no_neighbors()
    {
        var texts = new PhraseTexts(Options);
        texts.Give(Enumerable.Range(0, 2000).SelectMany(i => new[] { "left", "right", $"this fresh{i} that" }));
        Assert.Empty(texts.Phrases);
        Assert.Equal(0u, PairCount(texts, "left", "right"));
        Assert.Equal(0u, PairCount(texts, "this", "that"));
    }

    [Fact]
    public void Joined_is_from_left_to_right_and_a_phrase_can_be_the_first_word_of_a_longer_one()
    {
        var texts = new PhraseTexts(Options);
        texts.Give(PhraseTexts.Lines(12_000, 2, 200, "new york times", "new york", "a b c d e f"));
        Assert.Contains("new_york_times", texts.Phrases);
        Assert.Equal("w1 new_york_times w2", texts.Observe("w1 new york times w2"));
        Assert.Equal("new_york w2 times", texts.Observe("new york w2 times"));

        // Four words are the most.
        Assert.Equal("w1 a_b_c_d e_f w1", texts.Observe("w1 a b c d e f w1"));
        Assert.DoesNotContain(texts.Phrases, phrase => phrase.Count(letter => letter == '_') >= PhraseDetector.MaxWords);
    }

    [Fact]
    public void A_phrase_longer_than_a_token_may_be_is_not_joined()
    {
        var (a, b, c) = (new string('a', 128), new string('b', 127), new string('c', 128));
        var texts = new PhraseTexts(Options);
        texts.Give(PhraseTexts.Lines(4000, 3, 200, $"{a} {b}", $"{c} {c}{'d'}"));
        Assert.Equal([$"{a}_{b}"], texts.Phrases);
    }

    [Fact]
    public void Words_count_as_if_they_were_not_joined()
    {
        var with = new PhraseTexts(Options);
        var without = new PhraseTexts(Options with { MinCount = int.MaxValue });
        foreach (var texts in new[] { with, without })
        {
            texts.Give(PhraseTexts.Lines(4000, 4, 200, "new york"));
        }

        Assert.Equal(["new_york"], with.Phrases);
        Assert.Empty(without.Phrases);
        foreach (var word in new[] { "new", "york", "w1", "w77" })
        {
            Assert.Equal(Count(without, word), Count(with, word));
        }

        Assert.Equal(PairCount(without, "new", "york"), PairCount(with, "new", "york"));
        Assert.InRange(Count(with, "new_york"), Count(with, "york") - 40, Count(with, "york"));
    }

    [Fact]
    public void A_phrase_falls_only_when_it_is_clearly_below_the_threshold()
    {
        // Twice as many sightings of each word apart as together: the value falls from 1 by 0.01 or so a round.
        var texts = new PhraseTexts(Options with { Threshold = 0.8 });
        texts.Give(PhraseTexts.Lines(2000, 5, 200, "new york"));
        Assert.Equal(["new_york"], texts.Phrases);
        var lowest = 1.0;
        var between = 0;
        for (var round = 0UL; texts.Phrases.Any(); round++)
        {
            Assert.True(round < 500, "it never falls");
            lowest = Value(texts, "new", "york");
            between += lowest < 0.8 ? 1 : 0;
            texts.Give(PhraseTexts.Lines(100, 100 + round, 200, "new old", "old york"));
        }

        Assert.InRange(lowest, 0.66, 0.72);
        Assert.True(between > 3, "it has fallen at once");

        // And it comes back only at the threshold.
        for (var round = 0UL; !texts.Phrases.Contains("new_york"); round++)
        {
            Assert.True(round < 2000, "it never comes back");
            lowest = Value(texts, "new", "york");
            texts.Give(PhraseTexts.Lines(100, 1000 + round, 200, "new york"));
        }

        Assert.InRange(lowest, 0.78, 0.8);
    }

    [Fact]
    public void A_phrase_without_a_row_is_counted_and_its_words_stay_words()
    {
        // All rows are taken by words that are more frequent than the phrase can be.
        var texts = new PhraseTexts(Options, maxWords: 13);
        texts.Give(PhraseTexts.Lines(3000, 6, 12, "new york"));
        Assert.Equal(["new_york"], texts.Phrases);
        Assert.True(texts.Words.Find("new"u8) >= 0 && texts.Words.Find("york"u8) >= 0 && texts.Words.Find("new_york"u8) < 0);
        Assert.Equal("w1 new york", texts.Observe("w1 new york"));

        // It is seen as often as its words were since, and so it is the first to enter when there is room.
        texts.Words.Remove("w11"u8);
        texts.Give(PhraseTexts.Lines(40, 6, 11, "new york"), edgeTokens: 128);
        Assert.InRange(Count(texts, "new_york"), Count(texts, "york") - 60, Count(texts, "york"));
        Assert.Equal("w1 new_york", texts.Observe("w1 new york"));
    }

    [Fact]
    public void In_a_full_table_only_a_more_frequent_phrase_takes_a_place()
    {
        var texts = new PhraseTexts(Options, capacity: 2);
        texts.Give(PhraseTexts.Lines(2000, 7, 200, "new york", "los angeles"));
        Assert.Equal(["los_angeles", "new_york"], texts.Phrases.Order(StringComparer.Ordinal));
        texts.Give(PhraseTexts.Lines(800, 8, 200, "san diego"));
        Assert.DoesNotContain("san_diego", texts.Phrases);
        texts.Give(PhraseTexts.Lines(4000, 9, 200, "san diego", "new york"));
        Assert.Equal(["new_york", "san_diego"], texts.Phrases.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Fresh_pairs_without_end_take_no_more_memory()
    {
        var texts = new PhraseTexts(Options with { MinCount = 2, Threshold = 0.3 }, maxWords: 500, capacity: 100);
        texts.Give(PhraseTexts.Lines(5000, 10, 300));
        var bytes = texts.Detector.Counts.Bytes;
        for (var round = 0; round < 40; round++)
        {
            // Two words that come together three times and then never again.
            texts.Give(PhraseTexts.Lines(2000, 11 + (ulong)round, 300).SelectMany((line, i) => new[] { line, $"a{round}x{i / 3} b{round}x{i / 3}" }));
            Assert.InRange(texts.Detector.Table.Count, 1, 100);
            Assert.InRange(texts.Detector.Candidates.Count, 0, 1024);
        }

        Assert.Equal(bytes, texts.Detector.Counts.Bytes);
        Assert.True(bytes <= PhraseCounts.BytesFor(500));
        Assert.InRange(texts.Detector.Counts.Pairs.Additions, 1, (8 << 16) + 2000);
    }

    [Fact]
    public void What_is_out_of_use_is_forgotten_with_the_half_life()
    {
        var texts = new PhraseTexts(Options, halfLife: 10_000);
        texts.Give(PhraseTexts.Lines(4000, 12, 200, "new york"));
        var (pair, tokens) = (PairCount(texts, "new", "york"), texts.Detector.Counts.Tokens);
        texts.Give(PhraseTexts.Lines(4000, 13, 200));
        Assert.InRange(PairCount(texts, "new", "york"), 0u, pair / 16);
        Assert.InRange(texts.Detector.Counts.Tokens, tokens * 0.7, tokens * 1.3);
    }

    private static double Count(PhraseTexts texts, string word) => texts.Words.CountNow(texts.Words.Find(Encoding.UTF8.GetBytes(word)));

    private static uint PairCount(PhraseTexts texts, string first, string second) =>
        texts.Detector.Counts.Pairs.Estimate(Phrase.PairOf(HashOf(texts, first), HashOf(texts, second)));

    private static ulong HashOf(PhraseTexts texts, string word) => texts.Words.HashOf(texts.Words.Find(Encoding.UTF8.GetBytes(word)));

    private static double Value(PhraseTexts texts, string first, string second)
    {
        var counts = texts.Detector.Counts;
        double Sightings(string word) => counts.Of(texts.Words.Find(Encoding.UTF8.GetBytes(word)), HashOf(texts, word));
        return Npmi.Of(PairCount(texts, first, second), Sightings(first), Sightings(second), counts.Tokens);
    }
}

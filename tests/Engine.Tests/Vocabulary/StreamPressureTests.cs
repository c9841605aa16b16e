using System.Text;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents a vocabulary that an endless stream wears down: noise that evicts trained words, frequent words that never enter, and memory that grows.</summary>
public sealed class StreamPressureTests
{
    private const int LineTokens = 1024;
    private static readonly TokenHash Hash = new(new byte[16]);
    private readonly TokenBuffer _tokens = new();
    private readonly List<Admission> _admissions = [];

    [Fact]
    public void Millions_of_fresh_words_neither_enter_nor_evict_nor_take_memory()
    {
        const int MaxWords = 1000;
        const long Settled = 80 * Learner.EdgeTokens; // by then each of the more frequent half was seen 70 times or so
        var vocabulary = new GrowingVocabulary(Hash, 5, MaxWords, graceTokens: 65_536);
        var stream = new ZipfStream(5000, freshShare: 0.5, seed: 1);
        var (tokens, halvings, bytes) = (0L, 0, 0L);
        while (stream.Fresh < 2_500_000)
        {
            var additions = vocabulary.Sketch.Additions;
            tokens = Feed(vocabulary, stream, tokens, Learner.EdgeTokens);
            halvings += vocabulary.Sketch.Additions < additions ? 1 : 0;
            if (tokens == Settled)
            {
                bytes = vocabulary.WordBytes + vocabulary.Sketch.Bytes;
            }
        }

        Assert.Equal(MaxWords, vocabulary.Count);
        Assert.True(halvings >= 5, $"halved {halvings} times");
        Assert.Equal(bytes, vocabulary.WordBytes + vocabulary.Sketch.Bytes);
        var words = Enumerable.Range(0, MaxWords).Select(id => Encoding.ASCII.GetString(vocabulary.Token(id))).ToArray();
        Assert.DoesNotContain(words, word => word[0] == 'x');

        // Half of the ranks: seen at least once in 18,000 tokens, while the weakest of a full table are seen once in 36,000.
        Assert.All(Enumerable.Range(0, MaxWords / 2), rank => Assert.InRange(vocabulary.Find(stream.Word(rank)), 0, MaxWords));
        var frequent = Enumerable.Range(0, MaxWords / 2).Select(rank => $"w{rank}").ToHashSet();
        Assert.DoesNotContain(
            vocabulary.EvictionLog.Entries, eviction => eviction.Tokens > Settled && frequent.Contains(Encoding.ASCII.GetString(eviction.Word.Span)));
        Assert.DoesNotContain(vocabulary.EvictionLog.Entries, eviction => eviction.Successor.Span[0] == 'x');
        Assert.InRange(vocabulary.Evictions, 1, EvictionLog.Capacity);
    }

    [Fact]
    public void Without_aging_the_same_stream_would_raise_every_estimate()
    {
        var (aging, endless) = (new FrequencySketch(4096), new FrequencySketch(4096));
        for (var word = 0; word < 1_000_000; word++)
        {
            var hash = Hash.Of(BitConverter.GetBytes(word));
            aging.Add(hash);
            endless.Add(hash);
            if (aging.IsDue)
            {
                aging.Halve();
            }
        }

        var unseen = Enumerable.Range(2_000_000, 10_000).Select(word => Hash.Of(BitConverter.GetBytes(word))).ToArray();
        Assert.InRange(unseen.Average(hash => aging.Estimate(hash)), 0, 0.5);
        Assert.InRange(unseen.Average(hash => endless.Estimate(hash)), 50, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_word_seen_four_times_in_each_of_a_hundred_batches_enters_however_often_the_sketch_ages(int halvings)
    {
        var vocabulary = new GrowingVocabulary(Hash, 5, 100);
        for (var batch = 0; batch < 100; batch++)
        {
            for (var i = 0; i < 4; i++)
            {
                vocabulary.Observe("rare"u8);
            }

            vocabulary.AdmitCandidates(_admissions, batch);
            for (var i = 0; i < halvings; i++)
            {
                vocabulary.Sketch.Halve();
            }
        }

        Assert.Equal(0, vocabulary.Find("rare"u8));
    }

    [Fact]
    public void A_vocabulary_of_a_quarter_of_the_words_keeps_those_of_the_most_tokens()
    {
        var stream = new ZipfStream(40_000, freshShare: 0.02, seed: 2);
        var exact = Enumerable.Range(0, 3_000_000 / LineTokens).Select(_ => LineTokens).ToArray();
        var counting = new ZipfStream(40_000, freshShare: 0.02, seed: 2);
        foreach (var count in exact)
        {
            counting.Fill(_tokens, count);
        }

        var frequent = counting.Counts.Count(count => count >= 5);
        var vocabulary = new GrowingVocabulary(Hash, 5, frequent / 4, graceTokens: 65_536);
        for (var tokens = 0L; tokens < exact.Length * LineTokens;)
        {
            tokens = Feed(vocabulary, stream, tokens, Learner.EdgeTokens);
        }

        var ranks = Enumerable.Range(0, vocabulary.Count).Select(id => Encoding.ASCII.GetString(vocabulary.Token(id)))
            .Where(word => word[0] == 'w').Select(word => int.Parse(word.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
        var held = ranks.Sum(rank => counting.Counts[rank]);
        var best = counting.Counts.OrderDescending().Take(vocabulary.MaxWords).Sum();
        Assert.True(held >= 0.98 * best, $"{held} tokens of words held, {best} of the most frequent");
    }

    [Fact]
    public void A_word_out_of_use_makes_room_only_where_counts_decay()
    {
        var kept = new GrowingVocabulary(Hash, 2, 1, halfLife: 0);
        var decayed = new GrowingVocabulary(Hash, 2, 1, halfLife: 1000);
        foreach (var vocabulary in (GrowingVocabulary[])[kept, decayed])
        {
            Observe(vocabulary, "old", 1000);
            vocabulary.AdmitCandidates(_admissions, 1000);
            vocabulary.Age(1000);
            for (var tokens = 2000; tokens <= 12_000; tokens += 1000)
            {
                Observe(vocabulary, "new", 10);
                vocabulary.AdmitCandidates(_admissions, tokens);
                vocabulary.Age(tokens);
            }
        }

        Assert.Equal((0, -1), (kept.Find("old"u8), kept.Find("new"u8)));
        Assert.Equal((-1, 0), (decayed.Find("old"u8), decayed.Find("new"u8)));
    }

    [Fact]
    public void With_decay_a_newcomer_that_is_no_more_frequent_never_evicts()
    {
        var vocabulary = new GrowingVocabulary(Hash, 2, 1, halfLife: 10_000);
        Observe(vocabulary, "held", 100);
        vocabulary.AdmitCandidates(_admissions, 0);
        for (var tokens = 100; tokens < 200_000; tokens += 100)
        {
            Observe(vocabulary, "held", 3);
            Observe(vocabulary, "asks", 3);
            vocabulary.AdmitCandidates(_admissions, tokens);
            vocabulary.Age(tokens);
        }

        Assert.Equal((0, 0L), (vocabulary.Find("held"u8), vocabulary.Evictions));
        Observe(vocabulary, "asks", 1000);
        vocabulary.AdmitCandidates(_admissions, 200_000);
        Assert.Equal(0, vocabulary.Find("asks"u8));
    }

    [Fact]
    public void A_line_of_more_words_than_there_is_room_for_candidates_loses_none_that_comes_again()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 100_000);
        for (var word = 0; word < Candidates.Capacity + 10; word++)
        {
            Observe(vocabulary, $"w{word}", 1);
        }

        Assert.Equal(Candidates.Capacity, vocabulary.Candidates.Count);
        vocabulary.AdmitCandidates(_admissions, 0);
        Observe(vocabulary, $"w{Candidates.Capacity + 9}", 1);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(new Admission(Candidates.Capacity, 0, false, 2), Assert.Single(_admissions));
    }

    private static void Observe(GrowingVocabulary vocabulary, string word, int times)
    {
        for (var i = 0; i < times; i++)
        {
            vocabulary.Observe(Encoding.UTF8.GetBytes(word));
        }
    }

    /// <summary>Gives the vocabulary tokens up to the next edge.</summary>
    private long Feed(GrowingVocabulary vocabulary, ZipfStream stream, long tokens, int count)
    {
        for (var end = tokens + count; tokens < end; tokens += LineTokens)
        {
            stream.Fill(_tokens, LineTokens);
            vocabulary.ObserveAll(_tokens);
        }

        vocabulary.AdmitCandidates(_admissions, tokens);
        vocabulary.Age(tokens);
        return tokens;
    }
}

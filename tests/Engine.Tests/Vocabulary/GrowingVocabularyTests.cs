using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents words that never enter, newcomers that evict more frequent words, and tables that exceed their bound.</summary>
public sealed class GrowingVocabularyTests
{
    private static readonly TokenHash Hash = new(new byte[16]);
    private readonly List<Admission> _admissions = [];

    [Fact]
    public void A_word_seen_a_few_times_between_each_two_edges_is_admitted_when_the_sum_reaches_min_count()
    {
        var vocabulary = new GrowingVocabulary(Hash, 5, 100);
        Observe(vocabulary, "rare", 4);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Empty(_admissions);
        Observe(vocabulary, "rare", 1);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(new Admission(0, 0, false, 5), Assert.Single(_admissions));
        Assert.Equal(0, vocabulary.Observe("rare"u8));
        Assert.Equal(6, vocabulary.Counts[0]);
    }

    [Fact]
    public void Ids_of_one_edge_go_to_the_most_frequent_first()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 100);
        Observe(vocabulary, "a", 2);
        Observe(vocabulary, "b", 7);
        Observe(vocabulary, "c", 2);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(["b", "a", "c"], Enumerable.Range(0, 3).Select(id => Encoding.UTF8.GetString(vocabulary.Token(id))));
    }

    [Fact]
    public void A_full_table_admits_only_a_word_that_is_more_frequent_than_its_weakest()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 2);
        Observe(vocabulary, "strong", 10);
        Observe(vocabulary, "weak", 3);
        vocabulary.AdmitCandidates(_admissions, 0);
        Observe(vocabulary, "equal", 3);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Empty(_admissions);
        Observe(vocabulary, "equal", 1);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(new Admission(1, 1, true, 4), Assert.Single(_admissions));
        Assert.Equal(-1, vocabulary.Find("weak"u8));
        Assert.Equal(1, vocabulary.Find("equal"u8));
        Assert.Equal(0, vocabulary.Find("strong"u8));
        Assert.Equal(2, vocabulary.Count);
        Assert.Equal(1, vocabulary.Evictions);
    }

    [Fact]
    public void An_evicted_word_comes_back_with_what_was_known_of_it()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 1);
        Observe(vocabulary, "first", 10);
        vocabulary.AdmitCandidates(_admissions, 0);
        Observe(vocabulary, "second", 11);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(0, vocabulary.Find("second"u8));
        Observe(vocabulary, "first", 2);
        vocabulary.AdmitCandidates(_admissions, 0);
        Assert.Equal(new Admission(0, 2, true, 12), Assert.Single(_admissions));
    }

    [Fact]
    public void An_endless_supply_of_fresh_words_neither_evicts_frequent_words_nor_grows_the_table()
    {
        var vocabulary = new GrowingVocabulary(Hash, 2, 1000);
        for (var word = 0; word < 500; word++)
        {
            Observe(vocabulary, $"frequent{word}", 50);
        }

        vocabulary.AdmitCandidates(_admissions, 0);
        for (var word = 0; word < 200_000; word++)
        {
            Observe(vocabulary, $"fresh{word}", 1);
            if (word % 1000 == 0)
            {
                vocabulary.AdmitCandidates(_admissions, 0);
            }
        }

        Assert.InRange(vocabulary.Count, 500, 1000);
        Assert.All(Enumerable.Range(0, 500), w => Assert.InRange(vocabulary.Find(Encoding.UTF8.GetBytes($"frequent{w}")), 0, 499));
    }

    [Fact]
    public void With_eviction_the_table_always_finds_what_it_holds_and_nothing_else()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 64);
        var random = new RandomSource(2, 0, 0);
        for (var step = 0; step < 50_000; step++)
        {
            Observe(vocabulary, $"w{(int)(1000 * random.NextDouble() * random.NextDouble())}", 1);
            if (step % 97 == 0)
            {
                vocabulary.AdmitCandidates(_admissions, 0);
            }
        }

        var held = Enumerable.Range(0, vocabulary.Count).Select(id => Encoding.UTF8.GetString(vocabulary.Token(id))).ToArray();
        Assert.Equal(64, held.Distinct().Count());
        for (var word = 0; word < 1000; word++)
        {
            Assert.Equal(Array.IndexOf(held, $"w{word}"), vocabulary.Find(Encoding.UTF8.GetBytes($"w{word}")));
        }

        Assert.Equal(vocabulary.Counts.ToArray().Sum(), vocabulary.KnownTokens, 1e-6);
        Assert.True(vocabulary.Evictions > 100);
    }

    [Fact]
    public void Counts_pass_two_to_the_thirty_second_without_a_jump()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 2);
        vocabulary.Restore("huge"u8, 4_294_967_295.0 * 8, 0);
        vocabulary.Observe("huge"u8);
        Assert.Equal((4_294_967_295.0 * 8) + 1, vocabulary.Counts[0]);
    }

    [Fact]
    public void The_first_pass_orders_words_by_count_and_drops_the_rare_ones()
    {
        var counter = new WordCounter(Hash);
        var sentence = new TokenBuffer();
        foreach (var word in "b a c a b a d".Split(' '))
        {
            sentence.Add(Encoding.UTF8.GetBytes(word));
        }

        counter.Add(sentence);
        var vocabulary = counter.ToVocabulary(2, 100);
        Assert.Equal(["a", "b"], Enumerable.Range(0, vocabulary.Count).Select(id => Encoding.UTF8.GetString(vocabulary.Token(id))));
        Assert.Equal([3.0, 2.0], vocabulary.Counts.ToArray());
        Assert.Equal((7L, 4), (counter.Tokens, counter.Distinct));
    }

    private static void Observe(GrowingVocabulary vocabulary, string word, int times)
    {
        for (var i = 0; i < times; i++)
        {
            vocabulary.Observe(Encoding.UTF8.GetBytes(word));
        }
    }
}

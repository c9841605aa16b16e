using System.Text;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents a removed word from being found, counted or brought back, and its row from being lost or given away twice.</summary>
public sealed class FreeRowTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    [Fact]
    public void A_removed_word_leaves_a_free_row_that_the_next_newcomer_gets_with_a_new_row_generation()
    {
        var vocabulary = Grown(8, ("red", 5), ("green", 4), ("blue", 3));
        var removed = vocabulary.Remove("green"u8);
        Assert.Equal((1, 4.0, false, 0), (removed.Row, removed.Count, removed.WasCandidate, removed.Evictions));
        Assert.Equal((2, 3, 8.0, 0.0), (vocabulary.Words, vocabulary.Count, vocabulary.KnownTokens, vocabulary.Counts[1]));
        Assert.True(vocabulary.Token(1).IsEmpty);
        Assert.Equal(-1, vocabulary.Find("green"u8));

        Observe(vocabulary, "black", 3);
        var admission = Assert.Single(Admit(vocabulary));
        Assert.Equal(new Admission(1, 1, true, 3), admission);
        Observe(vocabulary, "white", 3);
        Assert.Equal(new Admission(3, 0, false, 3), Assert.Single(Admit(vocabulary)));
        Assert.Equal((4, 4, 14.0), (vocabulary.Words, vocabulary.Count, vocabulary.KnownTokens));
    }

    [Fact]
    public void A_forgotten_word_that_is_seen_again_needs_as_many_sightings_as_any_other()
    {
        var vocabulary = Grown(8, ("red", 5), ("green", 4));
        Assert.Equal(2u, vocabulary.Remove("green"u8).SketchEstimate);
        Observe(vocabulary, "green", 1);
        Assert.Empty(Admit(vocabulary));
        Observe(vocabulary, "green", 1);
        Assert.Equal(2, Assert.Single(Admit(vocabulary)).Count);
    }

    [Fact]
    public void In_a_full_vocabulary_a_free_row_is_room_whatever_the_floor()
    {
        var vocabulary = Grown(2, ("red", 50), ("green", 40));
        Observe(vocabulary, "blue", 5);
        Assert.Empty(Admit(vocabulary));
        Assert.Equal(40, vocabulary.Floor);
        vocabulary.Remove("red"u8);
        Observe(vocabulary, "blue", 1);
        Assert.Equal(0, Assert.Single(Admit(vocabulary)).Id);
        Assert.Equal(0, vocabulary.Evictions);
        Observe(vocabulary, "red", 3);
        Assert.Empty(Admit(vocabulary));
    }

    [Fact]
    public void A_candidate_and_the_evictions_that_name_the_word_go_too()
    {
        var vocabulary = Grown(1, ("red", 2));
        Observe(vocabulary, "green", 3);
        Assert.True(Assert.Single(Admit(vocabulary)).Replaced);
        Observe(vocabulary, "blue", 4);
        Observe(vocabulary, "white", 5);
        var removed = vocabulary.Remove("white"u8);
        Assert.Equal((-1, true, 0), (removed.Row, removed.WasCandidate, removed.Evictions));
        Assert.Equal(1, vocabulary.Remove("red"u8).Evictions);
        Assert.Empty(vocabulary.EvictionLog.Entries);
        Assert.Equal(1, vocabulary.EvictionLog.Total);
        Admit(vocabulary);
        Assert.Equal(0, vocabulary.Find("blue"u8));
        Assert.False(vocabulary.Remove("yellow"u8).WasKnown);
    }

    [Fact]
    public void Free_rows_come_back_from_a_generation_and_are_given_out_lowest_first()
    {
        var vocabulary = new GrowingVocabulary(Hash, 2, 5000);
        vocabulary.Restore("red"u8, 7, 0);
        vocabulary.Restore(default, 0, 3);
        vocabulary.Restore("blue"u8, 5, 0);
        vocabulary.Restore(default, 0, 0);
        Assert.Equal((2, 4, 12.0), (vocabulary.Words, vocabulary.Count, vocabulary.KnownTokens));

        // Enough words to make the table grow, with a row still free.
        Observe(vocabulary, "green", 2);
        Assert.Equal(new Admission(1, 4, true, 2), Assert.Single(Admit(vocabulary)));
        for (var i = 0; i < 2000; i++)
        {
            Observe(vocabulary, $"w{i}", 2);
        }

        var admissions = Admit(vocabulary);
        Assert.Equal(new Admission(3, 1, true, 2), admissions[0]);
        Assert.Equal(2000, admissions.Count);
        Assert.Equal(2003, vocabulary.Words);
        Assert.All(Enumerable.Range(0, 2000), i => Assert.True(vocabulary.Find(Encoding.UTF8.GetBytes($"w{i}")) >= 0));
    }

    [Fact]
    public void Lowering_one_word_of_a_sketch_leaves_the_others_that_share_no_smallest_counter()
    {
        var sketch = new CountMinSketch(1024);
        for (var word = 0; word < 100; word++)
        {
            for (var i = 0; i <= word; i++)
            {
                sketch.Add(Hash.Of(BitConverter.GetBytes(word)));
            }
        }

        Assert.Equal(51u, sketch.Lower(Hash.Of(BitConverter.GetBytes(50))));
        Assert.Equal(0u, sketch.Lower(Hash.Of(BitConverter.GetBytes(50))));
        var kept = Enumerable.Range(0, 100).Count(word => sketch.Estimate(Hash.Of(BitConverter.GetBytes(word))) >= word + 1);
        Assert.InRange(kept, 97, 99);
    }

    private static GrowingVocabulary Grown(int maxWords, params (string Word, int Count)[] words)
    {
        var vocabulary = new GrowingVocabulary(Hash, 2, maxWords);
        foreach (var (word, count) in words)
        {
            Observe(vocabulary, word, 2);
            Admit(vocabulary);
            Observe(vocabulary, word, count - 2);
        }

        return vocabulary;
    }

    private static void Observe(GrowingVocabulary vocabulary, string word, int times)
    {
        for (var i = 0; i < times; i++)
        {
            vocabulary.Observe(Encoding.UTF8.GetBytes(word));
        }
    }

    private static List<Admission> Admit(GrowingVocabulary vocabulary)
    {
        var admissions = new List<Admission>();
        vocabulary.AdmitCandidates(admissions, 100);
        return admissions;
    }
}

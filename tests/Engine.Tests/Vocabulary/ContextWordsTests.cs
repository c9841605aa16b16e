using System.Text;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents context words from being collected for the wrong candidate, from afar, without bound, or from being lost or kept for too long.</summary>
public sealed class ContextWordsTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    [Fact]
    public void Known_words_around_a_candidate_are_taken_nearest_first_over_unknown_ones()
    {
        var contexts = new ContextWords();
        int[] line = [10, 11, 12, -1, 13, -1, -1, 14, 15];
        contexts.AddAround(3, line, 5, 2);
        Assert.Equal([13, 14, 12, 15], contexts[3].ToArray());
        Assert.Empty(contexts[2].ToArray());
        contexts.AddAround(3, line, 3, 1);
        Assert.Equal([13, 14, 12, 15, 12, 13], contexts[3].ToArray());
        contexts.Remove(12);
        Assert.Equal([13, 14, 15, 13], contexts[3].ToArray());
        contexts.Clear();
        Assert.Empty(contexts[3].ToArray());
    }

    [Fact]
    public void Words_from_afar_and_beyond_the_bound_are_left_out()
    {
        var contexts = new ContextWords();
        int[] line = [.. Enumerable.Repeat(-1, 50), 7, .. Enumerable.Repeat(-1, 9), -1, .. Enumerable.Repeat(-1, 7), 8, 9];
        contexts.AddAround(0, line, 60, 2);
        Assert.Equal([8], contexts[0].ToArray());
        for (var i = 0; i < 100; i++)
        {
            contexts.AddAround(1, [1, 2, -1, 3, 4], 2, 5);
        }

        Assert.Equal(ContextWords.Most, contexts[1].Length);
        Assert.Equal([2, 3, 1, 4, 2, 3, 1, 4], contexts[1][..8].ToArray());
        Assert.InRange(contexts.Bytes, 1, 256 * ContextWords.BytesPerCandidate);
    }

    [Fact]
    public void A_newcomer_brings_the_words_around_its_sightings_as_a_candidate()
    {
        var vocabulary = new GrowingVocabulary(Hash, 2, 100, contextWindow: 2);
        List<Admission> admissions = [];
        vocabulary.ObserveAll(Tokens("a b c a b c"));
        vocabulary.AdmitCandidates(admissions, 6);
        Assert.All(admissions, admission => Assert.Empty(admission.Context.ToArray()));
        vocabulary.ObserveAll(Tokens("a new b c"));
        vocabulary.ObserveAll(Tokens("c a new"));
        vocabulary.ObserveAll(Tokens("x new b y"));
        vocabulary.AdmitCandidates(admissions, 17);
        var (a, b, c) = (vocabulary.Find("a"u8), vocabulary.Find("b"u8), vocabulary.Find("c"u8));

        // At the first sighting it was no candidate yet.
        Assert.Equal([a, c, b], Assert.Single(admissions).Context.ToArray());
        Assert.Empty(vocabulary.Candidates.Contexts[0].ToArray());
        Assert.Equal(3, admissions[0].Id);
    }

    [Fact]
    public void A_removed_word_stands_around_no_candidate_and_the_others_keep_theirs()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 100, contextWindow: 3);
        vocabulary.ObserveAll(Tokens("a b"));
        vocabulary.AdmitCandidates([], 2);
        vocabulary.ObserveAll(Tokens("a one two b"));
        var (a, b) = (vocabulary.Find("a"u8), vocabulary.Find("b"u8));
        Assert.Equal([b, a], vocabulary.Candidates.Contexts[1].ToArray());
        vocabulary.Remove("one"u8);
        Assert.Equal([b, a], vocabulary.Candidates.Contexts[0].ToArray());
        vocabulary.Remove("a"u8);
        Assert.Equal([b], vocabulary.Candidates.Contexts[0].ToArray());
    }

    [Fact]
    public void A_candidate_for_which_there_is_no_room_brings_no_context()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 100, contextWindow: 3);
        for (var candidate = 0; candidate <= Candidates.Capacity; candidate++)
        {
            vocabulary.NoteCandidate(Encoding.UTF8.GetBytes($"w{candidate}"), 1, [candidate]);
        }

        Assert.Equal(Candidates.Capacity, vocabulary.Candidates.Count);
        Assert.Equal([Candidates.Capacity - 1], vocabulary.Candidates.Contexts[Candidates.Capacity - 1].ToArray());
    }

    private static TokenBuffer Tokens(string line)
    {
        var tokens = new TokenBuffer();
        foreach (var word in line.Split(' '))
        {
            tokens.Add(Encoding.UTF8.GetBytes(word));
        }

        return tokens;
    }
}

using System.Text;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents newcomers that push each other out before they have learned anything, and protection that never ends.</summary>
public sealed class GracePeriodTests
{
    private readonly List<Admission> _admissions = [];

    [Fact]
    public void A_newcomer_is_evicted_only_when_its_grace_period_is_over()
    {
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), 1, 1, graceTokens: 100);
        See(vocabulary, "first", 1, tokens: 10);
        See(vocabulary, "second", 9, tokens: 109);
        Assert.Equal(0, vocabulary.Find("first"u8));
        See(vocabulary, "second", 1, tokens: 110);
        See(vocabulary, "second", 1, tokens: 111);
        Assert.Equal(new Admission(0, 1, true, 11), Assert.Single(_admissions));
    }

    [Fact]
    public void A_word_that_waited_for_a_row_gets_it_when_the_grace_period_of_the_weakest_ends()
    {
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), 1, 1, graceTokens: 100);
        See(vocabulary, "first", 1, tokens: 10);
        See(vocabulary, "second", 9, tokens: 20);
        Assert.Equal(double.PositiveInfinity, vocabulary.Floor);
        See(vocabulary, "third", 1, tokens: 200);
        Assert.Equal(1, vocabulary.Floor);
        See(vocabulary, "second", 1, tokens: 210);
        Assert.Equal(0, vocabulary.Find("second"u8));
    }

    [Fact]
    public void The_weakest_word_out_of_its_grace_period_goes_in_place_of_a_weaker_one_in_it()
    {
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), 1, 2, graceTokens: 100);
        See(vocabulary, "old", 5, tokens: 0);
        See(vocabulary, "young", 2, tokens: 99);
        See(vocabulary, "equal", 5, tokens: 150);
        Assert.Empty(_admissions);
        See(vocabulary, "equal", 1, tokens: 160);
        Assert.Equal((-1, 1, 0), (vocabulary.Find("old"u8), vocabulary.Find("young"u8), vocabulary.Find("equal"u8)));
    }

    private void See(GrowingVocabulary vocabulary, string word, int times, long tokens)
    {
        for (var i = 0; i < times; i++)
        {
            vocabulary.Observe(Encoding.UTF8.GetBytes(word));
        }

        vocabulary.AdmitCandidates(_admissions, tokens);
    }
}

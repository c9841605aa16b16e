using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents sentences looked up as a whole from counting, admitting or numbering words otherwise than token by token.</summary>
public sealed class BatchLookupTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    /// <summary>With few rows, so that words are evicted and come back.</summary>
    [Theory]
    [InlineData(40, 1)]
    [InlineData(40, 3)]
    [InlineData(100_000, 2)]
    public void Sentences_as_a_whole_and_token_by_token_make_the_same_vocabulary(int maxWords, int minCount)
    {
        var whole = new GrowingVocabulary(Hash, minCount, maxWords);
        var single = new GrowingVocabulary(Hash, minCount, maxWords);
        var tokens = new TokenBuffer();
        List<Admission> ofWhole = [];
        List<Admission> ofSingle = [];
        for (ulong seed = 0; seed < 600; seed++)
        {
            RandomTokens.Fill(tokens, seed, alphabet: 2);
            Assert.Equal(Enumerable.Range(0, tokens.Count).Select(i => single.Find(tokens[i])), whole.FindAll(tokens).ToArray());
            Assert.Equal(Enumerable.Range(0, tokens.Count).Select(i => single.Observe(tokens[i])).ToArray(), whole.ObserveAll(tokens).ToArray());
            if (seed % 5 == 0)
            {
                whole.AdmitCandidates(ofWhole, 0);
                single.AdmitCandidates(ofSingle, 0);
                Assert.Equal(ofSingle, ofWhole);
            }
        }

        Assert.Equal(single.Counts, whole.Counts);
        Assert.Equal(single.KnownTokens, whole.KnownTokens);
        Assert.Equal(single.Evictions, whole.Evictions);
        Assert.Equal(single.Sketch.Counts.Counters, whole.Sketch.Counts.Counters);
        Assert.Equal(single.Sketch.Doorkeeper.Bits, whole.Sketch.Doorkeeper.Bits);
        Assert.Equal(maxWords == 40, whole.Evictions > 0);
    }

    [Fact]
    public void Words_are_counted_as_in_a_dictionary_and_numbered_by_count_and_first_occurrence()
    {
        var counter = new WordCounter(Hash);
        var expected = new Dictionary<string, (int Order, long Count)>();
        var tokens = new TokenBuffer();
        long total = 0;
        for (ulong seed = 0; seed < 600; seed++)
        {
            RandomTokens.Fill(tokens, seed, alphabet: 2);
            counter.Add(tokens);
            total += tokens.Count;
            for (var i = 0; i < tokens.Count; i++)
            {
                var word = Convert.ToHexString(tokens[i]);
                var (order, count) = expected.GetValueOrDefault(word, (expected.Count, 0));
                expected[word] = (order, count + 1);
            }
        }

        Assert.Equal(total, counter.Tokens);
        Assert.Equal(expected.Count, counter.Distinct);
        var vocabulary = counter.ToVocabulary(2, int.MaxValue);
        var words = expected.Where(one => one.Value.Count >= 2).OrderByDescending(one => one.Value.Count).ThenBy(one => one.Value.Order).ToArray();
        Assert.Equal(words.Select(one => one.Key), Enumerable.Range(0, vocabulary.Count).Select(id => Convert.ToHexString(vocabulary.Token(id))));
        Assert.Equal(words.Select(one => (double)one.Value.Count), vocabulary.Counts.ToArray());
    }
}

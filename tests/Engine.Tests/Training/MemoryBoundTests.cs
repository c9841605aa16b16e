using System.Text;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Prevents a bound on memory that a stream can pass, or that is so far above what is used that it says nothing.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class MemoryBoundTests
{
    [Fact]
    public void Words_of_the_largest_length_that_evict_each_other_stay_within_the_bound()
    {
        const int MaxWords = 20_000;
        var options = new LearnerOptions { MaxVocabulary = MaxWords };
        var bound = MemoryBound.Of(options);
        var before = InUse();
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), 1, MaxWords, graceTokens: 50_000, halfLife: 100_000);
        List<Admission> admissions = [];
        var token = new byte[TokenTable.MaxTokenBytes];
        var (largest, tokens) = (0L, 0L);
        for (var word = 0; word < 90_000; word++)
        {
            Encoding.ASCII.GetBytes($"{word:d10}").CopyTo(token, 0);
            for (var i = 0; i < 1 + (word / 10_000); i++, tokens++)
            {
                vocabulary.Observe(token);
            }

            if (word % 5000 == 4999)
            {
                vocabulary.AdmitCandidates(admissions, tokens);
                vocabulary.Age(tokens);
                largest = Math.Max(largest, InUse() - before);
            }
        }

        Assert.True(vocabulary.Evictions > EvictionLog.Capacity, $"{vocabulary.Evictions} evictions");
        Assert.Equal((MaxWords, EvictionLog.Capacity), (vocabulary.Count, vocabulary.EvictionLog.Entries.Count));
        var allowed = bound.Words + bound.Sketch + bound.Evictions;
        Assert.InRange(largest, allowed / 4, allowed);
        Assert.Equal(bound.Sketch, vocabulary.Sketch.Bytes);
        Assert.InRange(vocabulary.WordBytes, bound.Words / 6, bound.Words);
        GC.KeepAlive(vocabulary);
    }

    [Fact]
    public void Phrases_of_the_largest_length_stay_within_the_bound()
    {
        const int MaxWords = 60_000;
        var bound = MemoryBound.Of(new LearnerOptions { MaxVocabulary = MaxWords, Phrases = new() }).Phrases;
        Assert.Equal(0, MemoryBound.Of(new LearnerOptions { MaxVocabulary = MaxWords }).Phrases);
        var before = InUse();
        var hash = new TokenHash(new byte[16]);
        var (table, counts) = (new PhraseTable(), new PhraseCounts(MaxWords));
        for (var phrase = 0; phrase < PhraseTable.MaxPhrases + 10; phrase++)
        {
            var token = Encoding.ASCII.GetBytes($"{phrase:d100}_{"".PadRight(155, 'x')}");
            Assert.Equal(phrase < PhraseTable.MaxPhrases, table.TryAdd(Phrase.Of(token, 100, hash)));
        }

        counts.HoldRows(MaxWords);
        Assert.InRange(InUse() - before, bound / 2, bound);
        Assert.InRange(counts.Bytes, PhraseCounts.BytesFor(MaxWords) / 2, PhraseCounts.BytesFor(MaxWords));
        GC.KeepAlive((table, counts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Tables_and_trees_stay_within_the_bound(int locality)
    {
        const int Words = 50_000;
        var options = new LearnerOptions { MaxVocabulary = Words, Threads = 1, Objective = Objective.Both, NegativeLocality = locality };
        var bound = MemoryBound.Of(options);
        var counts = Enumerable.Range(1, Words).Select(rank => Math.Ceiling(1e9 / rank)).ToArray();
        var before = InUse();
        var tables = new SamplingTables(counts, 0.75, 1e-3, needsNoise: true, locality);
        var rates = new RowRates(tables, null, RateCurves.Of(options with { RateSchedule = RateSchedule.Word }));
        var ofTables = InUse() - before;
        var said = SamplingTables.BytesFor(Words, locality) + (8 * Words);
        Assert.InRange(ofTables, said * 0.9, said * 1.1);
        Assert.InRange(ofTables, bound.Tables / 4, bound.Tables / 2);

        before = InUse();
        var tree = HuffmanTree.Build(counts.AsSpan(0, Words / 2));
        while (tree.Words < Words)
        {
            tree.AddWord();
        }

        var paths = tree.CopyPaths(Words);
        var ofTree = InUse() - before;
        Assert.InRange(ofTree, bound.Tree / 20, bound.Tree / 3); // there can be three
        GC.KeepAlive((tables, rates, tree, paths));
    }

    [Fact]
    public void No_tree_over_counts_that_doubles_can_hold_is_deeper_than_the_bound_takes_it_to_be()
    {
        // Fibonacci numbers are the counts of the deepest tree there is for their sum.
        List<double> counts = [1, 1];
        while (counts.Sum() < 1L << 53)
        {
            counts.Add(counts[^1] + counts[^2]);
        }

        Assert.InRange(HuffmanTree.Build([.. counts]).Depth, 70, 78);
    }

    [Fact]
    public void Matrices_are_bounded_by_the_largest_vocabulary()
    {
        var options = new LearnerOptions { Dimension = 20, MaxVocabulary = 1000, Objective = Objective.Both };
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        Assert.Equal(1000 * 32 * 4 * 3, learner.MatrixBytes);
        Assert.Equal(learner.MatrixBytes, MemoryBound.Of(options).Matrices);
        Assert.Equal(0, MemoryBound.Of(options with { Objective = Objective.NegativeSampling }).Tree);
        var fromContexts = MemoryBound.Of(options with { FirstVectors = FirstVectors.Context });
        Assert.Equal(Candidates.Capacity * 65 * 3 / 2, fromContexts.Words - MemoryBound.Of(options).Words);
        var bound = MemoryBound.Of(options);
        Assert.Equal(bound.Matrices + bound.Words + bound.Sketch + bound.Tables + bound.Tree + bound.Evictions + bound.Phrases + bound.Rehearsal, bound.Total);
    }

    /// <summary>Bytes of what is reachable; what earlier tests left to finalizers is gone first.</summary>
    private static long InUse()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

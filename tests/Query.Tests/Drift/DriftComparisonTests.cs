using StreamW2V.Numerics;
using StreamW2V.Query.Drift;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Drift;

/// <summary>Prevents "different" from being confused with "more", and a row's new word from being compared with its old one.</summary>
public sealed class DriftComparisonTests
{
    private static readonly string[] Words = ["bank", "money", "loan", "river", "water"];

    private static readonly float[] Finance = [1, 0, 0];

    private static readonly float[] Nature = [0, 1, 0];

    [Fact]
    public void The_word_that_changed_sides_has_lost_its_neighbors_and_the_others_have_not()
    {
        using var before = Snapshot(Words, 100, bank: [0.9f, 0.1f, 0]);
        using var after = Snapshot(Words, 150, bank: [0.1f, 0.9f, 0]);
        var report = DriftComparison.Run(before, after, new DriftOptions { Neighbors = 2, MinCount = 50 }, []);
        Assert.Equal((5, 5, 2), (report.Common, report.Compared, report.Neighbors));
        Assert.Equal("bank", report.Words[0].Word);
        Assert.Equal(1, report.Words[0].OverlapLoss);
        Assert.All(report.Words.Skip(1), word => Assert.InRange(word.OverlapLoss, 0, 0.5));
        Assert.Equal(report.Words.Min(word => word.Cosine), report.Words[0].Cosine);
        Assert.Empty(report.Words[0].NeighborsBefore);
    }

    [Fact]
    public void A_model_that_was_only_turned_has_not_moved()
    {
        using var before = Snapshot(Words, 100, bank: [0.9f, 0.1f, 0.3f]);
        using var after = Snapshot(Words, 100, bank: [0.9f, 0.1f, 0.3f], turn: vector => [vector[1], vector[2], -vector[0]]);
        var report = DriftComparison.Run(before, after, new DriftOptions { Neighbors = 2 }, []);
        Assert.All(report.Words, word => Assert.Equal((0, 1), (word.OverlapLoss, Math.Round(word.Cosine, 6))));
    }

    [Fact]
    public void A_word_asked_for_shows_its_neighbors_then_and_now_whatever_its_count()
    {
        using var before = Snapshot(Words, 3, bank: [0.9f, 0.1f, 0]);
        using var after = Snapshot(Words, 4, bank: [0.1f, 0.9f, 0]);
        Assert.Empty(DriftComparison.Run(before, after, new DriftOptions(), []).Words);
        var word = Assert.Single(DriftComparison.Run(before, after, new DriftOptions { Neighbors = 2 }, ["bank"]).Words);
        Assert.Equal(["loan", "money"], word.NeighborsBefore.Order());
        Assert.Equal(["river", "water"], word.NeighborsAfter.Order());
    }

    [Fact]
    public void A_word_beyond_the_restricted_vocabulary_can_be_asked_for_and_is_nobodys_neighbor()
    {
        using var before = Snapshot(Words, 100, bank: Finance);
        using var after = Snapshot(Words, 100, bank: Finance);
        var options = new DriftOptions { Neighbors = 10, RestrictVocabulary = 3 };
        var report = DriftComparison.Run(before, after, options, ["water", "money"]);
        Assert.Equal((3, 2, 2), (report.Common, report.Compared, report.Neighbors));
        Assert.All(report.Words, word => Assert.DoesNotContain("water", word.NeighborsAfter));
        Assert.Equal(0, report.Words.Single(word => word.Word == "water").OverlapLoss);
    }

    [Fact]
    public void Counts_of_the_time_between_are_set_against_those_before()
    {
        // Before: 20 of 100. Since: 5 of 400.
        var change = FrequencyChange.Of(20, 25, 100, 500, isCumulative: true);
        Assert.Equal((200_000, 12_500, 0.0625), (change.PerMillionBefore, change.PerMillionSince, change.Ratio));
        Assert.Equal(50_000, FrequencyChange.Of(20, 25, 100, 500, isCumulative: false).PerMillionSince);
        Assert.Null(FrequencyChange.Of(20, 20, 100, 100, isCumulative: true).Ratio);
    }

    [Fact]
    public void A_word_that_came_back_is_matched_by_its_name_and_marked()
    {
        // In the later generation rows 0 and 1 have changed places, row 2 has had another word in between.
        using var before = Snapshot(Words, 100, bank: Finance, rowGenerations: [0, 0, 0, 0, 0]);
        using var after = Snapshot(["money", "bank", "loan", "river", "new"], 10, bank: Finance, rowGenerations: [1, 1, 2, 0, 1]);
        var report = DriftComparison.Run(before, after, new DriftOptions { MinCount = 1 }, []);
        Assert.Equal(["bank", "loan", "money", "river"], report.Words.Select(word => word.Word).Order());
        Assert.Equal(["river"], report.Words.Where(word => !word.IsReturned).Select(word => word.Word));
    }

    [Fact]
    public void A_word_that_one_generation_lacks_is_unknown()
    {
        using var before = Snapshot(Words, 100, bank: Finance);
        using var after = Snapshot(["bank", "money", "loan", "river", "waters"], 100, bank: Finance);
        var error = Assert.Throws<UnknownWordException>(() => DriftComparison.Run(before, after, new DriftOptions(), ["waters"]));
        Assert.Equal(["water"], error.Suggestions);
    }

    [Fact]
    public void The_blocked_search_finds_the_neighbors_that_a_plain_one_finds()
    {
        const int Count = 300;
        var random = new RandomSource(3, 1, 1);
        var words = Enumerable.Range(0, Count).Select(i => $"w{i}").ToArray();
        float[] first = new float[Count * 24], second = new float[Count * 24];
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = random.NextSingle() - 0.5f;
            second[i] = first[i] + ((random.NextSingle() - 0.5f) * 0.5f);
        }

        double[] counts = [.. Enumerable.Range(0, Count).Select(i => 1000.0 - i)];
        using var before = new DriftSnapshot(WordVectors.Create(words, counts, first, 24), new uint[Count], false);
        using var after = new DriftSnapshot(WordVectors.Create(words, counts, second, 24), new uint[Count], false);
        var report = DriftComparison.Run(before, after, new DriftOptions { Top = Count }, []);
        Assert.Equal(Count, report.Words.Count);
        Assert.InRange(report.Words.Average(word => word.OverlapLoss), 0.05, 0.95);
        foreach (var word in report.Words)
        {
            var then = new NeighborSearch(before.Vectors).Nearest([word.Word], 10).Select(neighbor => neighbor.Word);
            var now = new NeighborSearch(after.Vectors).Nearest([word.Word], 10).Select(neighbor => neighbor.Word);
            Assert.Equal(1 - (then.Intersect(now).Count() / 10.0), word.OverlapLoss, 1e-12);
        }

        Assert.Equal(report.Words.OrderByDescending(word => word.OverlapLoss).ThenBy(word => word.Cosine), report.Words);
    }

    private static DriftSnapshot Snapshot(
        string[] words, double count, float[] bank, Func<float[], float[]>? turn = null, uint[]? rowGenerations = null)
    {
        float[] Of(string word) => word switch
        {
            "bank" => bank,
            "money" => Finance,
            "loan" => [0.98f, 0, 0.2f],
            "river" => Nature,
            _ => [0, 0.98f, 0.2f],
        };
        float[] values = [.. words.SelectMany(word => turn is null ? Of(word) : turn(Of(word)))];
        var vectors = WordVectors.Create(words, [.. words.Select((_, i) => count + words.Length - i)], values, 3);
        return new DriftSnapshot(vectors, rowGenerations ?? new uint[words.Length], hasDecayedCounts: false);
    }
}

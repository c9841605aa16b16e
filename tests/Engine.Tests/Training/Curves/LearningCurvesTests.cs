using StreamW2V.Engine.Training.Curves;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training.Curves;

/// <summary>Prevents the curves of a long run from growing without bound, and from losing a token, loss or admission when they are made coarser.</summary>
public sealed class LearningCurvesTests
{
    private static readonly CurveWindow s_none = new() { FirstToken = 0, EndToken = 0, Words = 0, Vocabulary = 0 };

    [Fact]
    public void Merging_keeps_totals_order_and_bound()
    {
        var random = new RandomSource(3, 0, 0);
        var curves = new LearningCurves(s_none);
        var (all, token) = (new List<CurveWindow>(), 0L);
        while (curves.WindowTokens < LearningCurves.FirstWindowTokens * 16)
        {
            var window = Window(token, token + curves.WindowTokens, ref random);
            token = window.EndToken;
            all.Add(window);
            curves.Add(window);
            Assert.InRange(curves.Windows.Count, 1, LearningCurves.MaxWindows);
        }

        var kept = curves.Windows;
        Assert.Equal(0, kept[0].FirstToken);
        Assert.Equal(token, kept[^1].EndToken);
        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.Equal(pair.First.EndToken, pair.Second.FirstToken));
        Assert.Equal(all.Sum(w => w.Words), kept.Sum(w => w.Words));
        Assert.Equal(all.Sum(w => w.Loss.Examples), kept.Sum(w => w.Loss.Examples));
        Assert.Equal(all.Sum(w => w.Loss.Sum), kept.Sum(w => w.Loss.Sum), 1e-6);
        Assert.Equal(all.Sum(w => w.Prequential.Examples), kept.Sum(w => w.Prequential.Examples));
        Assert.Equal(all.Sum(w => w.Admissions), kept.Sum(w => w.Admissions));
        Assert.Equal(all.Sum(w => w.Admissions), curves.Admissions);
        Assert.Equal(all.Sum(w => w.Evictions), kept.Sum(w => w.Evictions));
        Assert.Equal(all.Sum(w => w.Evictions), curves.Evictions);
        Assert.Equal(all.Sum(w => w.TreeReplacements), kept.Sum(w => w.TreeReplacements));
        Assert.Equal(all.Sum(w => w.KeptSum), kept.Sum(w => w.KeptSum), 1e-6);
        Assert.Equal(all[^1].Vocabulary, kept[^1].Vocabulary);
        Assert.True(kept.Max(w => w.Tokens) <= curves.WindowTokens);
    }

    [Fact]
    public void A_merged_window_adds_sums_and_keeps_the_later_state()
    {
        var first = new CurveWindow { FirstToken = 0, EndToken = 100, Words = 80, Vocabulary = 5, Rate = 0.1f, Drift = 0.2, Loss = new(10, 5), TreeReplacements = 1, KeptSum = 0.5 };
        var second = new CurveWindow { FirstToken = 100, EndToken = 400, Words = 270, Vocabulary = 9, Rate = 0.05f, Drift = 0.6, Loss = new(2, 1) };
        var merged = CurveWindow.Merge(first, second);
        Assert.Equal((0L, 400L, 350L, 9, 0.05f), (merged.FirstToken, merged.EndToken, merged.Words, merged.Vocabulary, merged.Rate));
        Assert.Equal(12.0 / 6, merged.Loss.Mean);
        Assert.Equal(0.125, merged.OutOfVocabulary);
        Assert.Equal(0.5, merged.Drift, 1e-12);
        Assert.Equal(0.5, merged.KeptShare);
        Assert.Equal(0.6, CurveWindow.Merge(first with { Drift = double.NaN }, second).Drift);
    }

    [Fact]
    public void Scores_beyond_the_bound_are_thinned_and_the_newest_stays()
    {
        var curves = new LearningCurves(s_none);
        for (var i = 1L; i <= 10_000; i++)
        {
            curves.Add(new CurveEvaluation(i, [new("a", 0.5, 1, 2)]));
            Assert.InRange(curves.Evaluations.Count, 1, LearningCurves.MaxEvaluations);
            Assert.Equal(i, curves.Evaluations[^1].Token);
        }

        var tokens = curves.Evaluations.Select(evaluation => evaluation.Token).ToList();
        Assert.Equal(tokens.Order(), tokens);
        Assert.True(curves.Evaluations.Count > LearningCurves.MaxEvaluations / 2);
    }

    private static CurveWindow Window(long first, long end, ref RandomSource random) => new()
    {
        FirstToken = first,
        EndToken = end,
        Words = (long)((end - first) * random.NextDouble()),
        Loss = new(random.NextDouble(), random.NextInt32(100)),
        Prequential = new(random.NextDouble(), random.NextInt32(100)),
        Admissions = random.NextInt32(50),
        Evictions = random.NextInt32(50),
        Vocabulary = random.NextInt32(1000),
        TreeReplacements = random.NextInt32(2),
        KeptSum = random.NextDouble(),
        Drift = random.NextDouble(),
    };
}

using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;
using static StreamW2V.Engine.Tests.Training.TopicLines;

namespace StreamW2V.Engine.Tests.Training.Curves;

/// <summary>Prevents curves that tell something else than what was learned, or that cannot be read back. That they survive a restart is among <see cref="LearnerTests"/>.</summary>
public sealed class LearnerCurvesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-curves-").FullName;
    private readonly LearnerStores _stores;

    public LearnerCurvesTests() => _stores = new LearnerStores(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(StreamVariants.Names), MemberType = typeof(StreamVariants))]
    public void Curves_tell_what_happened_however_often_they_are_asked_for(string variant)
    {
        var (options, lines) = (StreamVariants.All[variant], Lines(3000));
        using var asked = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in lines)
        {
            asked.Learn(Tokens(line));
            asked.Progress();
            _ = asked.Curves;
        }

        using var plain = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in lines)
        {
            plain.Learn(Tokens(line));
        }

        Assert.Equal(_stores.Hash(plain), _stores.Hash(asked));
        var (curves, progress) = (asked.Curves, asked.Progress());
        Assert.Equal([8192L, 16384, 32768], curves.Windows.Select(window => Math.Max(8192, 1L << (int)Math.Log2(window.EndToken))));
        var all = curves.Windows.Append(curves.Open).ToList();
        Assert.Equal(lines.Sum(line => line.Split(' ').LongLength), all.Sum(window => window.Tokens));
        Assert.Equal(asked.Position.Words, all.Sum(window => window.Words));
        Assert.Equal(asked.Vocabulary, all.Sum(window => window.Admissions - window.Evictions));
        Assert.Equal(all.Sum(window => window.Evictions), progress.Evictions);
        Assert.Equal(variant.Contains("evictions", StringComparison.Ordinal), progress.Evictions > 0);
        Assert.Equal(options.HasInnerNodes, all.Sum(window => window.TreeReplacements) > 0);
        Assert.All(all, window => Assert.InRange(window.OutOfVocabulary, 1e-6, 1 - 1e-6));
        Assert.All(curves.Windows.Where(window => window.Loss.Examples > 0), window => Assert.InRange(window.Loss.Mean, 0.1, 20));
        Assert.True(curves.Windows[^1].Loss.Examples > 0);
        Assert.Equal(progress.MeanLoss, all.Sum(window => window.Loss.Sum) / all.Sum(window => window.Loss.Examples), 1e-9);
        Assert.Equal(progress.MeanPrequential, all.Sum(window => window.Prequential.Sum) / all.Sum(window => window.Prequential.Examples), 1e-9);
        Assert.Equal(double.NaN, curves.Windows[0].Drift);
        Assert.All(curves.Windows.Skip(1), window => Assert.InRange(window.Drift, 1e-6, 1));
    }

    [Fact]
    public void Curves_read_back_are_those_that_were_written()
    {
        using var learner = Learner.ForStream(StreamVariants.All["sg hs"], new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in Lines(1500))
        {
            learner.Learn(Tokens(line));
        }

        learner.Record([new("questions", 0.25, 3, 4), new("wörter", double.NaN, 0, 9)]);
        var (generation, store) = _stores.Write(learner);
        using (store)
        {
            var (written, read) = (learner.Curves, CurvesFile.Read(generation)!);
            Assert.NotEmpty(read.Windows);
            Assert.Equal(written.Windows, read.Windows);
            Assert.Equal(written.Open, read.Open);
            var evaluation = Assert.Single(read.Evaluations);
            Assert.Equal(learner.Position.Tokens, evaluation.Token);
            Assert.Equal(written.Evaluations[0].Scores, evaluation.Scores);
            var path = Path.Combine(generation.Path, CurvesFile.Name);
            var bytes = File.ReadAllBytes(path);
            Assert.Equal("S2WC"u8, bytes.AsSpan(0, 4));
            bytes[4] = 9;
            Assert.Contains("version is 9", Assert.Throws<StoreDamagedException>(() => CurvesFile.Read(_stores.WithCurves(generation, bytes))).Message, StringComparison.Ordinal);
            Assert.Throws<StoreDamagedException>(() => CurvesFile.Read(_stores.WithCurves(generation, bytes[..(bytes.Length / 2)])));
        }
    }
}

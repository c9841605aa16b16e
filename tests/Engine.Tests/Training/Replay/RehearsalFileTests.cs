using System.Text;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Replay;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;
using static StreamW2V.Engine.Tests.Training.TopicLines;

namespace StreamW2V.Engine.Tests.Training.Replay;

/// <summary>Prevents what is kept to be rehearsed from being lost, changed or read wrongly between two processes, from keeping forgotten words, and from changing anything but vectors.</summary>
public sealed class RehearsalFileTests : IDisposable
{
    private static readonly TokenHash Hash = new(new byte[16]);
    private static readonly LearnerOptions Options =
        new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, GraceTokens = 2048, Rehearse = 1, RehearseTokens = 4000, RateSchedule = RateSchedule.Word };

    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-rehearsal-").FullName;
    private readonly LearnerStores _stores;

    public RehearsalFileTests() => _stores = new LearnerStores(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_read_back_is_the_one_that_was_written()
    {
        var generation = Learned(Options);
        var rehearsal = RehearsalFile.Read(generation, Options, 150, without: new HashSet<int>());
        Assert.InRange(rehearsal.Sample.Tokens, 3000, 4000);
        Assert.True(rehearsal.Sample.Threshold < long.MaxValue / 2 && rehearsal.Changes.Count > 20);
        Assert.Equal(generation.ReadFile(RehearsalFile.Name), RehearsalFile.Write(rehearsal).ToArray());
    }

    [Fact]
    public void A_file_that_is_not_one_is_refused()
    {
        var bytes = Learned(Options).ReadFile(RehearsalFile.Name);
        Refused([.. bytes[..16], 0, 0x80], "does not end");
        Refused([.. bytes, 0], "behind its end");
        Refused([.. bytes[..4], 2, .. bytes[5..]], "version is 2");
        Refused([(byte)'x', .. bytes[1..]], "S2WR");
        Refused(bytes, "not among the 10 rows", rows: 10);
        Refused([.. bytes[..16], 0, 1, 5, 9, 1, 1], "announces 9 words");
    }

    [Fact]
    public void Forgotten_words_are_in_it_no_more()
    {
        var before = Learned(Options);
        var words = VocabularyFile.Read(before.ReadFile(VocabularyFile.FileName), "vocabulary.bin");
        int[] rows = [.. Enumerable.Range(0, words.Rows).Where(row => Encoding.UTF8.GetString(words.Token(row)) is "a0" or "b1")];
        Assert.Equal(2, rows.Length);
        var removal = WordRemoval.Of(before, Hash, Options);
        Assert.All(rows, row => Assert.Equal(row, removal.Remove(words.Token(row)).Row));
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "forgotten"), 1);
        using var writer = store.BeginGeneration();
        removal.Write(writer);
        var after = writer.Commit(before.Manifest);
        var (had, has) = (Sentences(before), Sentences(after));
        Assert.Contains(had.Values, sentence => sentence.Intersect(rows).Any());
        Assert.All(has, pair => Assert.Equal(had[pair.Key].Except(rows), pair.Value.Distinct()));
        Assert.Equal(had.Where(pair => pair.Value.Count(id => !rows.Contains(id)) >= 2).Select(pair => pair.Key).Order(), has.Keys.Order());
    }

    [Fact]
    public void Rehearsal_changes_vectors_and_nothing_that_is_counted()
    {
        var plain = Learned(Options with { Rehearse = 0 });
        var rehearsed = Learned(Options with { Rehearse = 1.5 });
        var different = rehearsed.Manifest.Files.Where(file => !plain.Manifest.Files.Contains(file)).Select(file => file.Name);
        Assert.Equal([CurvesName, "input.npy", "output.npy", RehearsalFile.Name], different.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Words_trained_and_unknown_are_counted_in_fresh_text_only()
    {
        using var plain = Learn(Options with { Rehearse = 0 });
        using var rehearsed = Learn(Options with { Rehearse = 3 });
        plain.Finish();
        rehearsed.Finish();
        var (expected, actual) = (plain.Progress(), rehearsed.Progress());
        Assert.Equal(plain.Position, rehearsed.Position);
        Assert.Equal((expected.Words, expected.Tokens, expected.OutOfVocabulary), (actual.Words, actual.Tokens, actual.OutOfVocabulary));
        var (a, b) = (plain.Curves.Windows.Append(plain.Curves.Open).ToList(), rehearsed.Curves.Windows.Append(rehearsed.Curves.Open).ToList());
        Assert.Equal(a.Select(w => (w.Tokens, w.Words, w.Loss.Examples, w.Prequential.Examples)), b.Select(w => (w.Tokens, w.Words, w.Loss.Examples, w.Prequential.Examples)));
        Assert.True(b.Sum(window => window.Prequential.Examples) > 0);
        Assert.InRange(rehearsed.Work().Operations, plain.Work().Operations * 3.6, plain.Work().Operations * 4.4);
    }

    [Fact]
    public void The_memory_bound_counts_it_where_it_is_on()
    {
        Assert.Equal(0, MemoryBound.Of(Options with { Rehearse = 0 }).Rehearsal);
        var bound = MemoryBound.Of(Options);
        Assert.Equal(SentenceSample.BytesFor(4000) + (150 * 16), bound.Rehearsal);
        Assert.Equal(MemoryBound.Of(Options with { Rehearse = 0 }).Total + bound.Rehearsal, bound.Total);
    }

    private const string CurvesName = "curves.bin";

    private static Dictionary<long, int[]> Sentences(Generation generation)
    {
        var sample = RehearsalFile.Read(generation, Options, 150, without: new HashSet<int>()).Sample;
        return Enumerable.Range(0, sample.Count).ToDictionary(sample.Number, i => sample[i].ToArray());
    }

    private static Learner Learn(LearnerOptions options)
    {
        var learner = Learner.ForStream(options, Hash, MatrixPlacement.Private);
        foreach (var line in Lines(2500))
        {
            learner.Learn(Tokens(line));
        }

        return learner;
    }

    private Generation Learned(LearnerOptions options)
    {
        using var learner = Learn(options);
        var (generation, store) = _stores.Write(learner);
        store.Dispose();
        return generation;
    }

    private void Refused(byte[] content, string reason, int rows = 150)
    {
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, Path.GetRandomFileName()), 1);
        using var writer = store.BeginGeneration();
        writer.AddFile(RehearsalFile.Name, content);
        var generation = writer.Commit(Learned(Options).Manifest);
        var error = Assert.Throws<StoreDamagedException>(() => RehearsalFile.Read(generation, Options, rows, without: new HashSet<int>()));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(RehearsalFile.Name, error.Message, StringComparison.Ordinal);
    }
}

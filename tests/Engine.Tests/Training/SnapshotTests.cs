using System.Runtime.InteropServices;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;
using static StreamW2V.Engine.Tests.Training.TopicLines;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>
/// Prevents a generation that was written beside learning and holds something of later text: its bytes must be those of one written at rest, whatever changes meanwhile, and writing must change nothing of what is learned.
/// </summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-snapshot-").FullName;
    private readonly LearnerStores _stores;

    public SnapshotTests() => _stores = new LearnerStores(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int> VariantsAndThreads()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in StreamVariants.All.Keys)
        {
            data.Add(name, 1);
            data.Add(name, 2);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(VariantsAndThreads))]
    public async Task A_generation_written_while_learning_goes_on_is_the_one_that_would_be_written_at_rest(string variant, int threads)
    {
        var options = StreamVariants.All[variant] with { Threads = threads };
        var lines = Lines(3000);
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        using var undisturbed = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        Learn(undisturbed, lines);
        var (end, kept) = (0, 0);

        // Behind everything: rows, words, sketches and trees have all changed before the first byte is written. Beside it: both are at it at once.
        foreach (var (isBehind, until) in new[] { (true, 700), (false, 1060), (true, 2000), (false, 2600) })
        {
            Learn(learner, lines[end..(end = until)]);
            var atRest = _stores.Hash(learner).Replace(" evictions", "", StringComparison.Ordinal);
            var more = lines[end..(end += 350)];
            var beside = await _stores.HashBeside(learner, isBehind, () => Learn(learner, more));
            Assert.Equal(atRest, beside.Hash);
            Assert.True(!isBehind || beside.BlocksKept > 0 || learner.Vocabulary == 0, "the trainers have written no row");
            kept += beside.BlocksKept;
            Assert.NotEqual(atRest, _stores.Hash(learner));
        }

        Learn(learner, lines[end..]);
        if (threads == 1)
        {
            Assert.Equal(_stores.Hash(undisturbed), _stores.Hash(learner));
        }

        Assert.True(kept > 0);
    }

    [Theory]
    [InlineData("sg ns", MappingKind.Shared, 2)]
    [InlineData("sg hs", MappingKind.Huge, 2)]
    [InlineData("cbow ns+hs", MappingKind.Private, 2)]
    public async Task Of_many_blocks_too(string variant, MappingKind kind, int threads)
    {
        // A word in each of thousands of rows, so that there are dozens of blocks and trainers meet at them.
        var options = StreamVariants.All[variant] with { Threads = threads, Dimension = 64, MinCount = 1, Sample = 0 };
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Of(kind, _folder));
        var lines = WordsAtRandom(4000, 9000);
        Learn(learner, lines[..3000]);
        Assert.True(learner.Vocabulary > 8000);
        for (var from = 3000; from < 4000; from += 250)
        {
            var atRest = _stores.Hash(learner);
            var (beside, kept) = await _stores.HashBeside(learner, isBehind: from % 500 == 0, () => Learn(learner, lines[from..(from + 250)]));
            Assert.Equal(atRest, beside);
            Assert.True(from % 500 != 0 || kept > 20, $"{kept} blocks kept");
        }
    }

    [Theory]
    [InlineData("sg ns")]
    [InlineData("everything on, with evictions")]
    public void The_memory_of_a_capture_is_taken_before_it(string variant)
    {
        var options = StreamVariants.All[variant] with { MinCount = 1, Sample = 0, MaxVocabulary = 50_000 };
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        Learn(learner, WordsAtRandom(4000, 20_000));
        learner.Finish();
        Assert.True(learner.Vocabulary > 15_000);
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "store"), 1);
        long BytesOfCapture()
        {
            using var writer = store.BeginGeneration();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var snapshot = learner.Capture(writer);
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            snapshot.Write();
            return taken;
        }

        // Curves are made anew for each, and do not grow with the vocabulary. A copy of words and counts takes 22 bytes a word.
        learner.ReserveForCapture();
        Assert.InRange(BytesOfCapture(), 0, 20 * learner.Vocabulary);
        var words = learner.Vocabulary;
        for (var round = 0; round < 6; round++)
        {
            Learn(learner, [string.Join(' ', Enumerable.Range(0, words / 16).Select(word => $"new{word}in{round}"))]);
            learner.ReserveForCapture();
            Learn(learner, WordsAtRandom(300, 100));
            learner.Finish();
            Assert.InRange(BytesOfCapture(), 0, 20 * learner.Vocabulary);
        }

        Assert.True(learner.Vocabulary > words * 4 / 3);
    }

    [Fact]
    public void A_corpus_is_written_beside_learning_as_well()
    {
        var options = new LearnerOptions { Dimension = 20, MinCount = 3, Objective = Objective.Both, Threads = 2 };
        var counter = new WordCounter(new TokenHash(new byte[16]));
        var lines = Lines(1000);
        foreach (var line in lines)
        {
            counter.Add(Tokens(line));
        }

        using var learner = Learner.ForCorpus(options, counter, MatrixPlacement.Private.Create);
        Learn(learner, lines[..500]);
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "store"), 1);
        using var atRest = store.BeginGeneration();
        learner.Write(atRest);
        var expected = Folder(store);
        atRest.Dispose();
        using var writer = store.BeginGeneration();
        var snapshot = learner.Capture(writer);
        Learn(learner, lines);
        learner.Finish();
        snapshot.Write();
        Assert.Equal(expected, Folder(store));
    }

    [Fact]
    public void A_row_that_is_not_finite_is_found_by_whoever_writes()
    {
        var lines = Lines(800);
        using var learner = Learner.ForStream(StreamVariants.All["sg ns"], new TokenHash(new byte[16]), MatrixPlacement.Private);
        Learn(learner, lines);
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "store"), 1);
        MemoryMarshal.GetReference(learner.Words.Rows(7, 1)) = float.NaN;
        using (var writer = store.BeginGeneration())
        {
            var snapshot = learner.Capture(writer);
            var error = Assert.Throws<DivergenceException>(snapshot.Write);
            Assert.StartsWith("row 7 is no longer finite, by sentence 800 at token ", error.Message, StringComparison.Ordinal);
            Assert.False(snapshot.IsOpen);
        }

        Assert.Empty(Directory.GetDirectories(store.GenerationsPath));
    }

    [Fact]
    public void A_snapshot_that_is_given_up_holds_nobody_up_and_the_next_one_is_whole()
    {
        var lines = Lines(1500);
        using var learner = Learner.ForStream(StreamVariants.All["everything on, with evictions"] with { Threads = 2 }, new TokenHash(new byte[16]), MatrixPlacement.Private);
        Learn(learner, lines[..800]);
        using (var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "store"), 1))
        {
            var writer = store.BeginGeneration();
            var snapshot = learner.Capture(writer);
            using (var other = store.BeginGeneration())
            {
                Assert.Throws<InvalidOperationException>(() => learner.Capture(other));
            }

            Learn(learner, lines[800..900]);
            writer.Dispose();
            snapshot.End();
            Assert.Throws<InvalidOperationException>(snapshot.Write);
        }

        Learn(learner, lines[900..]);
        var atRest = _stores.Hash(learner);
        Assert.Equal(atRest, _stores.Hash(learner));
    }

    private static string Folder(StoreFolder store) => string.Join(
        ' ',
        Directory.GetFiles(Assert.Single(Directory.GetDirectories(store.GenerationsPath))).Order().Select(path =>
            $"{Path.GetFileName(path)}:{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));

    private static string[] WordsAtRandom(int lines, int words)
    {
        var random = new RandomSource(5, 0, 0);
        return [.. Enumerable.Range(0, lines).Select(_ => string.Join(' ', Enumerable.Range(0, 12).Select(_ => $"w{random.NextInt32(words)}")))];
    }

    private static void Learn(Learner learner, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            learner.Learn(Tokens(line));
        }
    }
}

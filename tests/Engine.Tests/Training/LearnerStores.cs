using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Writes learners to stores of their own in a folder.</summary>
internal sealed class LearnerStores(string folder)
{
    private int _stores;

    /// <summary>Writes a learner; whoever asks disposes the store.</summary>
    public (Generation Generation, StoreFolder Store) Write(Learner learner)
    {
        var store = StoreFolder.OpenForWriting(NextPath(), 1);
        using var writer = store.BeginGeneration();
        learner.Write(writer);
        return (writer.Commit(ManifestOf(learner)), store);
    }

    /// <summary>Captures a learner, and writes the snapshot beside <paramref name="meanwhile"/>, or behind it. Returns names and checksums of what was written, and how many blocks of rows trainers kept.</summary>
    public async Task<(string Hash, int BlocksKept)> HashBeside(Learner learner, bool isBehind, Action meanwhile)
    {
        using var store = StoreFolder.OpenForWriting(NextPath(), 1);
        using var writer = store.BeginGeneration();
        var manifest = ManifestOf(learner);
        var snapshot = learner.Capture(writer);
        var writing = isBehind ? Task.CompletedTask : Task.Run(snapshot.Write);
        meanwhile();
        await writing;
        if (isBehind)
        {
            learner.Finish();
            snapshot.Write();
        }

        var generation = writer.Commit(manifest);
        generation.Verify(matrices: true);
        return (Hash(generation), snapshot.BlocksKept);
    }

    /// <summary>Names and checksums of all that a learner writes.</summary>
    public string Hash(Learner learner)
    {
        var (generation, store) = Write(learner);
        using (store)
        {
            Assert.Equal(learner.Vocabulary, learner.Admissions == 0 ? learner.Vocabulary : learner.Admissions - learner.Evictions);
            return Hash(generation) + (learner.Evictions > 20 ? " evictions" : "");
        }
    }

    /// <summary>A generation whose curves are other bytes, with the checksums to match.</summary>
    public Generation WithCurves(Generation generation, byte[] curves)
    {
        using var store = StoreFolder.OpenForWriting(NextPath(), 1);
        using var writer = store.BeginGeneration();
        writer.AddFile(CurvesFile.Name, curves);
        return writer.Commit(generation.Manifest);
    }

    private static string Hash(Generation generation) => string.Join(' ', generation.Manifest.Files.Select(file => $"{file.Name}:{file.Crc32C:x8}"));

    /// <summary>What a manifest says of a learner at a position in the journal.</summary>
    public static Manifest ManifestOf(Learner learner, long position = 0) => new()
    {
        CreatedUtc = TimeProvider.System.GetUtcNow(),
        Journal = new JournalPosition(position, 0),
        Tokens = learner.Position.Tokens,
        Vocabulary = learner.Vocabulary,
        Dimension = learner.Options.Dimension,
        MathProfile = "test",
        Verb = "run",
        Complete = true,
        Options = new Dictionary<string, string>(),
    };

    private string NextPath() => Path.Combine(folder, $"store{_stores++}");
}

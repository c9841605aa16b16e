using System.Globalization;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>
/// Prevents a damaged or hostile file of a generation from crashing a learner, now or a thousand lines later, from taking the memory that it announces, and
/// from passing for what was learned: with the checksum that was committed every change is refused; with one that was made to fit the file is refused by
/// name, or is one that a learner could have written, so that learning goes on and commits.
/// </summary>
public sealed class GenerationFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string Suite = "fuzz-learner";
    private const int Fast = 240;
    private const long MostMemory = 96L << 20;

    private static readonly string[] s_files = ["trainer.bin", "vocabulary.bin", "sketch.bin", "evicted.bin", "phrases.bin", "rehearsal.bin", "curves.bin", "input.npy"];
    private static readonly string[] s_lines = TopicLines.Lines(500);

    // In memory where that can be: thousands of generations are opened.
    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "streamw2v-" + Path.GetRandomFileName())).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("everything on, with evictions")]
    [InlineData("sg hs")]
    [Trait("Endurance", Suite)]
    public void No_changed_file_of_a_generation_crashes_a_learner_or_passes_for_the_one_committed(string variant)
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine, shares: 2);
        var options = StreamVariants.All[variant] with { MaxVocabulary = 100 };
        var whole = Learned(options);
        for (var trial = 0; trial < trials.Count; trial++)
        {
            var name = $"{variant.Split(' ')[0]}/{trial}";
            if (ChosenCase.Name is { } chosen && chosen != name)
            {
                continue;
            }

            trials.Try();
            try
            {
                Try(options, whole, new Choices(Trials.Seed, (ulong)trial), trials);
            }
            catch (Exception error)
            {
                throw ChosenCase.Failed(error, name, trials);
            }
        }
    }

    private static void Try(LearnerOptions options, Generation whole, Choices choices, Trials trials)
    {
        var files = s_files.Where(whole.Has).ToArray();
        var name = files[choices.Next(files.Length)];
        var path = Path.Combine(whole.Path, name);
        var manifestPath = Path.Combine(whole.Path, Manifest.FileName);
        var (content, manifest) = (File.ReadAllBytes(path), File.ReadAllBytes(manifestPath));
        var fits = choices.Next(5) > 0;
        try
        {
            var changed = name == "vocabulary.bin" && fits ? Sealed(ByteMutation.Of(content.AsSpan(0, content.Length - 4), choices)) : ByteMutation.Of(content, choices);
            File.WriteAllBytes(path, changed);
            if (fits)
            {
                File.WriteAllBytes(manifestPath, Listing(whole.Manifest, name, changed).ToBytes());
            }

            FuzzBound.Run(() => Recover(options, whole, name, fits, trials), MostMemory);
        }
        finally
        {
            File.WriteAllBytes(path, content);
            File.WriteAllBytes(manifestPath, manifest);
        }
    }

    private static void Recover(LearnerOptions options, Generation whole, string name, bool fits, Trials trials)
    {
        var storePath = Path.GetDirectoryName(Path.GetDirectoryName(whole.Path))!;
        try
        {
            using var store = StoreFolder.OpenForWriting(storePath, 1);
            var generation = store.OpenNewest()!;
            using (var learner = Learner.Open(options, Hash(store), generation, MatrixPlacement.Private, grows: true))
            {
                Assert.True(fits, $"{name} was taken for the one committed");
                foreach (var line in s_lines.AsSpan(0, 150))
                {
                    learner.Learn(TopicLines.Tokens(line));
                }

                using var writer = store.BeginGeneration();
                learner.Write(writer);
            }

            trials.Survived();
        }
        catch (StoreDamagedException error)
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.True(
                error.Message.Contains("streamw2v ", StringComparison.Ordinal) && !error.Message.Contains('\n', StringComparison.Ordinal),
                $"no remedy, or more than a line: {error.Message}");
            trials.Refused();
        }
        catch (DivergenceException)
        {
            // Rows or rates of this size cannot be told from those of a learner that has diverged; nothing is committed.
            trials.Refused();
        }
    }

    private Generation Learned(LearnerOptions options)
    {
        var path = Path.Combine(_folder, "store");
        using var store = StoreFolder.OpenForWriting(path, 1);
        using var learner = Learner.ForStream(options, Hash(store), MatrixPlacement.Private);
        foreach (var line in s_lines)
        {
            learner.Learn(TopicLines.Tokens(line));
        }

        using var writer = store.BeginGeneration();
        learner.Write(writer);
        return writer.Commit(new Manifest
        {
            CreatedUtc = TimeProvider.System.GetUtcNow(),
            Journal = default,
            Tokens = learner.Position.Tokens,
            Vocabulary = learner.Vocabulary,
            Dimension = options.Dimension,
            MathProfile = "test",
            Verb = "run",
            Complete = true,
            Options = new Dictionary<string, string>(),
        });
    }

    private static TokenHash Hash(StoreFolder store) => new(store.Identity.HashKey);

    private static byte[] Sealed(byte[] body) => [.. body, .. BitConverter.GetBytes(Crc32C.Compute(body))];

    private static Manifest Listing(Manifest manifest, string name, byte[] content) => manifest with
    {
        Files = [.. manifest.Files.Select(file => file.Name == name ? new ManifestFile(name, content.Length, Crc32C.Compute(content)) : file)],
    };
}

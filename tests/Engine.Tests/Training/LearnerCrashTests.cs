using System.Text;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>
/// Prevents a power cut from changing what is learned: a stream is learned from a journal through several generations, on a disk that records every call;
/// whatever a crash may leave is recovered from and learned on to the end, and the last generation must be that of the undisturbed run, bit for bit.
/// </summary>
public sealed class LearnerCrashTests(ITestOutputHelper output) : IDisposable
{
    private const string Suite = "crash-learner";
    private const int Fast = 40;
    private const int LinesPerRecord = 8;
    private const int RecordsPerGeneration = 14;
    private const int Records = 60;

    private static readonly LearnerOptions s_options = StreamVariants.All["everything on, with evictions"];
    private static readonly JournalOptions s_journal = new() { SegmentBytes = 4096, SyncBytes = 3000 };
    private static readonly byte[][] s_texts =
        [.. TopicLines.Lines(Records * LinesPerRecord).Chunk(LinesPerRecord).Select(lines => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))))];

    // In memory where that can be: every state becomes a real store, because rows are mapped.
    private readonly string _path = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "streamw2v-" + Path.GetRandomFileName())).FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    [Trait("Endurance", Suite)]
    public void Whatever_a_crash_leaves_learning_goes_on_to_the_same_bytes()
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine);
        var disk = new SimulatedDisk(DiskImage.Empty(_path));
        List<(int At, long Durable, long Newest)> promises = [(0, 0, 0)];
        var undisturbed = Run(disk, (durable, newest) => promises.Add((disk.Changes, durable, newest)));
        for (var trial = 0; trial < trials.Count; trial++)
        {
            if (ChosenCase.Name is { } chosen && chosen != $"{trial}")
            {
                continue;
            }

            trials.Try();
            try
            {
                var choices = new Choices(Trials.Seed, (ulong)trial);
                var moment = choices.Next(disk.Changes + 1);
                var point = new CrashPoint(disk, moment);
                var (names, contents) = (choices.Next(101) / 100.0, choices.Next(101) / 100.0);
                var kept = Enumerable.Range(0, point.Units).Select(unit => choices.Chance(point.IsName(unit) ? names : contents)).ToArray();
                var (_, durable, newest) = promises.FindLast(promise => promise.At <= moment);
                Assert.Equal(undisturbed, Recover(point.State(unit => kept[unit], (CrashTail)choices.Next(3)), durable, newest));
            }
            catch (Exception error)
            {
                throw ChosenCase.Failed(error, $"{trial}", trials);
            }

            trials.Survived();
        }
    }

    private string Recover(DiskImage state, long durable, long newest)
    {
        foreach (var folder in Directory.GetDirectories(_path))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.GetFiles(_path).Where(file => Path.GetFileName(file) != StoreLock.FileName))
        {
            File.Delete(file);
        }

        state.WriteTo(_path);
        return Run(PosixStorage.Instance, (_, _) => { }, durable, newest);
    }

    /// <summary>Opens the store, learns what its journal holds and the rest of the text, and returns the fingerprint of the last generation.</summary>
    private string Run(IStorage storage, Action<long, long> promise, long durable = 0, long newest = 0)
    {
        using var store = StoreFolder.OpenForWriting(_path, 1, storage);
        var hash = new TokenHash(store.Identity.HashKey);
        var generation = store.OpenNewest((number, reason) => Assert.Fail($"generation {number}: {reason}"));
        Assert.True((generation?.Number ?? 0) >= newest);
        var position = generation?.Manifest.Journal.Sequence ?? 0;
        using var journal = JournalWriter.Open(storage, store.JournalPath, s_journal, TimeProvider.System, position);
        Assert.InRange(journal.NextSequence, Math.Max(durable, position), Records);
        using var learner = generation is null
            ? Learner.ForStream(s_options, hash, MatrixPlacement.Private)
            : Learner.Open(s_options, hash, generation, MatrixPlacement.Private, grows: true);
        using var reader = journal.OpenReader(position);
        string? fingerprint = null;
        for (; position < Records; position++)
        {
            if (position == journal.NextSequence)
            {
                journal.Append(RecordKind.Text, 1, position, position + 1, 0, s_texts[position]);
                promise(journal.DurableSequence, newest);
            }

            Assert.True(reader.TryRead(out var record));
            Learn(learner, record.Payload.Span, s_texts[position]);
            if ((position + 1) % RecordsPerGeneration == 0 || position + 1 == Records)
            {
                journal.Sync();
                var committed = Commit(store, learner, position + 1);
                (newest, fingerprint) = (committed.Number, committed.Manifest.Fingerprint);
                promise(journal.DurableSequence, newest);
                var kept = store.GenerationNumbers.TakeLast(2).ToArray();
                store.RemoveBefore(kept[0]);
                journal.TrimBefore(store.OpenGeneration(kept[0]).Manifest.Journal.Sequence);
            }
        }

        return fingerprint ?? generation!.Manifest.Fingerprint;
    }

    private static void Learn(Learner learner, ReadOnlySpan<byte> text, byte[] expected)
    {
        Assert.True(text.SequenceEqual(expected));
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            learner.Learn(TopicLines.Tokens(line));
        }
    }

    private static Generation Commit(StoreFolder store, Learner learner, long position)
    {
        using var writer = store.BeginGeneration();
        learner.Write(writer);
        return writer.Commit(LearnerStores.ManifestOf(learner, position));
    }
}

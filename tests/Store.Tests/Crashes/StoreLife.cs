using System.Runtime.InteropServices;
using System.Text;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;
using StreamW2V.Store.Tests.Journal;
using StreamW2V.TestKit.Disks;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>
/// One life of a program on a store, in the order of steps that <c>run</c>, <c>rollback</c>, <c>forget</c> and <c>fsck</c> have; it notes what it has
/// promised at which moment.
/// </summary>
internal sealed class StoreLife : IDisposable
{
    public const ulong Seed = 7;
    private const string StateFile = "state.bin";
    private const int Kept = 2;
    private const int Dimension = 20;
    private const int Rows = 3;

    public static readonly JournalOptions Options = new() { SegmentBytes = 4096, SyncBytes = 1200 };

    private readonly SimulatedDisk _disk;
    private readonly string _path;
    private readonly FakeClock _clock = new();
    private StoreFolder? _store;
    private JournalWriter? _journal;
    private Promises _promises;

    /// <summary>A life that has not begun; <see cref="Open"/> begins it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The store.</param>
    /// <param name="promises">What was promised by the lives before it.</param>
    public StoreLife(SimulatedDisk disk, string path, Promises promises)
    {
        _disk = disk;
        _path = path;
        _promises = promises;
        History.Add((0, promises));
    }

    /// <summary>
    /// Asked what to do about a failed step: true to take it again, as a program does that waits for space. Without it a step that fails ends the life, and
    /// a generation passed over is one too many.
    /// </summary>
    public Func<StorageException, bool>? Retries { get; init; }

    /// <summary>What was promised from which change on.</summary>
    public List<(int At, Promises Promises)> History { get; } = [];

    /// <summary>What is promised now.</summary>
    public Promises Promises
    {
        get => _promises;
        private set
        {
            _promises = value;
            History.Add((_disk.Changes, value));
        }
    }

    /// <summary>What was promised when so many changes were done.</summary>
    public Promises At(int changes) => History[History.FindLastIndex(entry => entry.At <= changes)].Promises;

    /// <summary>Opens the store as a new process does, and compares what it finds with what was promised.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The store.</param>
    /// <param name="known">What was promised before the process ended.</param>
    /// <param name="killed">Whether it was killed only: then everything it had written is there.</param>
    public static StoreLife Start(SimulatedDisk disk, string path, Promises known, bool killed = false)
    {
        var life = new StoreLife(disk, path, known);
        try
        {
            life.Open(killed);
            return life;
        }
        catch
        {
            life.Dispose();
            throw;
        }
    }

    /// <summary>Accepts records.</summary>
    public void Append(int count)
    {
        for (; count > 0; count--)
        {
            var sequence = _journal!.NextSequence;
            Promises = Promises with { Given = sequence + 1 };
            var text = _promises.IsForgotten ? StoreText.Forgotten(sequence) : StoreText.Of(sequence);
            Take(() => Assert.Equal(sequence, _journal.Append(RecordKind.Text, 1, sequence, sequence + 1, 0, text)));
            Promises = Promises with { Accepted = sequence + 1, Durable = _journal.DurableSequence };
        }
    }

    public void Sync()
    {
        _journal!.Sync();
        Promises = Promises with { Durable = _journal.DurableSequence };
    }

    /// <summary>What the intake does when it has nothing to append.</summary>
    public void Idle()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        _journal!.SyncIfDue();
        _journal.SyncIfDue();
        Promises = Promises with { Durable = _journal.DurableSequence };
    }

    /// <summary>Commits a generation, then removes and trims what is not needed any more.</summary>
    /// <param name="behind">Records at the end of the journal that are not learned yet.</param>
    public void Commit(int behind = 0)
    {
        Sync();
        var position = Math.Max(_journal!.NextSequence - behind, _promises.Positions.GetValueOrDefault(_promises.Newest.Max()));
        Take(() => Commit(position));
        var kept = _store!.GenerationNumbers.Where(number => number != _promises.Damaged).TakeLast(Kept).ToArray();
        if (kept.Length == Kept)
        {
            Promises = Promises with { Whole = [.. kept], Archived = [.. _promises.Archived.Where(number => number >= kept[0] || _store.ArchivedNumbers.Contains(number))] };
            Take(() => _store.RemoveBefore(kept[0]));
            Take(() => _journal.TrimBefore(_store.OpenGeneration(kept[0]).Manifest.Journal.Sequence));
        }
    }

    /// <summary>Commits a generation and archives older ones: the newest stay as they are, and so many more are kept.</summary>
    public void CommitAndArchive(int archived)
    {
        Sync();
        var position = _journal!.NextSequence;
        Take(() => Commit(position));
        var retention = new Retention(_store!, new RetentionPolicy { Newest = Kept, Daily = Kept + archived });
        var all = _store!.AllNumbers.TakeLast(Kept + archived).ToArray();
        Promises = Promises with { Whole = [.. all.TakeLast(Kept)], Archived = [.. all.SkipLast(Kept)] };
        Take(() => retention.Prune());
        Take(() => _journal.TrimBefore(_store.OpenGeneration(_store.GenerationNumbers.TakeLast(Kept).First()).Manifest.Journal.Sequence));
        Take(() => retention.Archive(null, (number, reason) => Assert.True(Retries is not null, $"{number}: {reason}"), CancellationToken.None));
    }

    /// <summary>Makes the generation before the newest the newest.</summary>
    public void Rollback()
    {
        var numbers = _store!.GenerationNumbers;
        Promises = Promises with { Newest = [numbers[^1], numbers[^2]], Whole = [.. _promises.Whole.Where(number => number < numbers[^1])] };
        _store.Rollback(numbers[^2]);
        Promises = Promises with { Newest = [numbers[^2]] };
    }

    /// <summary>Takes the secret word out of the journal.</summary>
    public void Forget()
    {
        _journal!.Dispose();
        Promises = Promises with { Durable = _promises.Accepted, MayBeForgotten = true };
        JournalRewrite.Run(_disk, _store!.JournalPath, payload =>
            StoreText.WithoutSecret(payload.Span) is var other && other.Length < payload.Length ? other : null);
        Promises = Promises with { IsForgotten = true };
        _journal = OpenJournal(0);
    }

    /// <summary>Ends the process in good order.</summary>
    public void Close()
    {
        _journal?.Dispose();
        Promises = Promises with { Durable = _promises.Accepted };
        Dispose();
    }

    /// <summary>The newest generation goes bad, and is found and moved away.</summary>
    public void RepairGeneration()
    {
        var newest = _store!.GenerationNumbers[^1];
        Close();
        var file = $"{_path}/generations/{newest:D10}/{StateFile}";
        _disk.Decay(file, 100);
        Promises = Promises with
        {
            Newest = [.. _store.GenerationNumbers.TakeLast(2)],
            Whole = [.. _promises.Whole.Where(number => number != newest)],
            Damaged = newest,
            Evidence = [_disk.Now().Entries[file]!],
        };
        var repaired = Repaired();

        // With the damaged files goes the reason, for whoever finds them there, unless there is no room for it.
        byte[][] reason = Retries is null ? [Encoding.UTF8.GetBytes(repaired.Sentence + "\n")] : [];
        Promises = Promises with { Newest = [_promises.Newest[0]], Damaged = 0, Evidence = [.. _promises.Evidence, .. reason] };
        Reopen();
    }

    /// <summary>A record that is not in a generation yet goes bad, before others; the journal is cut there.</summary>
    public void RepairJournal()
    {
        Close();
        var segments = SegmentHeader.List(_disk, _path + "/journal");
        var damaged = segments[^2];
        var file = SegmentHeader.PathOf(_path + "/journal", damaged);
        _disk.Decay(file, SegmentHeader.Size + RecordHeader.Size + 3);
        Promises = Promises with
        {
            Durable = Math.Min(_promises.Durable, damaged),
            Accepted = damaged,
            DamagedRecord = damaged,
            // The idle mark at the end is not synced.
            Evidence = [_disk.Now().Entries[file]!, _disk.Now().Entries[SegmentHeader.PathOf(_path + "/journal", segments[^1])]![..^RecordHeader.Size]],
        };
        Repaired();
        Promises = Promises with { DamagedRecord = null, Given = damaged };
        Reopen();
    }

    public void Reopen()
    {
        Dispose();
        Open(killed: false);
    }

    public void Dispose()
    {
        try
        {
            _journal?.Dispose();
        }
        catch (StorageException)
        {
            // A disk that fails on purpose; what was promised is compared after it.
        }

        _journal = null;
        _store?.Dispose();
    }

    /// <summary>Opens the store as a new process does, and compares what it finds with what was promised.</summary>
    /// <param name="killed">Whether the process before it was killed only: then everything it had written is there.</param>
    public void Open(bool killed = false)
    {
        if (_promises.DamagedRecord is not null)
        {
            RepairWhereRefused();
        }

        _store = StoreFolder.OpenForWriting(_path, Seed, _disk);
        Assert.Equal(Seed, _store.Identity.Seed);
        Assert.DoesNotContain(_disk.Directories(_store.GenerationsPath), path => path.EndsWith(".tmp", StringComparison.Ordinal));
        var newest = _store.OpenNewest(Skip);
        Assert.Contains(newest?.Number ?? 0, _promises.Newest);
        var position = newest?.Manifest.Journal.Sequence ?? 0;
        _journal = OpenJournal(position);
        Assert.InRange(_journal.NextSequence, Math.Max(killed ? _promises.Accepted : _promises.Durable, position), _promises.Given);
        foreach (var number in _store.GenerationNumbers.Where(number => number != _promises.Damaged))
        {
            Compare(_store.OpenGeneration(number));
        }

        Assert.Empty(_promises.Whole.Except(_store.GenerationNumbers));
        Assert.Empty(_promises.Archived.Except(_store.AllNumbers));
        foreach (var number in _store.ArchivedNumbers)
        {
            _store.ReadGeneration(number, CompareFiles);
        }

        foreach (var number in _store.SetAsideNumbers)
        {
            _store.OpenSetAside(number).Verify(matrices: true);
        }

        Assert.Equal(StoreText.State(_journal.NextSequence), Replay(newest, position));
        LookForEvidence();
        Promises = Promises with
        {
            Durable = _journal.NextSequence,
            Accepted = _journal.NextSequence,
            Given = _journal.NextSequence,
            Newest = _promises.Damaged > (newest?.Number ?? 0) ? [newest!.Number, _promises.Damaged] : [newest?.Number ?? 0],
            Whole = [.. _store.GenerationNumbers.Where(number => number != _promises.Damaged)],
        };
    }

    private void Skip(long number, string reason)
    {
        if (Retries is not null && _promises.Damaged == 0)
        {
            // A read that fails is damage like any other: the one before it takes over, though the next process may find this one whole.
            Promises = Promises with { Damaged = number, Newest = [number, .. _store!.GenerationNumbers.Where(other => other < number).TakeLast(1)] };
        }

        Assert.True(number == _promises.Damaged, reason);
    }

    private void Commit(long position)
    {
        using var writer = _store!.BeginGeneration();
        Assert.True(writer.Number > _promises.Largest, $"generation {writer.Number} was there before");
        Promises = Promises with { Newest = [.. _promises.Newest, writer.Number], Positions = _promises.Positions.SetItem(writer.Number, position) };
        Write(writer, StoreText.State(position));
        writer.Commit(SampleStore.ManifestOf(writer.Number) with { Journal = new JournalPosition(position, 0), Dimension = Dimension, Vocabulary = Rows });
        Promises = Promises with { Newest = [writer.Number], Whole = [.. _promises.Whole, writer.Number], Largest = writer.Number };
    }

    private void Take(Action step)
    {
        try
        {
            step();
        }
        catch (StorageException error) when (Retries?.Invoke(error) == true)
        {
            step();
        }
    }

    /// <summary>Repairs, and returns what was; a repair that could not be made is told in its finding and ends the life.</summary>
    private StoreFinding Repaired()
    {
        var findings = StoreCheck.Repair(_path, _disk);
        return findings.FirstOrDefault(finding => finding.Repaired)
            ?? throw new IOException(findings.First(finding => finding.Severity == FindingSeverity.Error).Remedy);
    }

    private void RepairWhereRefused()
    {
        try
        {
            using var store = StoreFolder.OpenForWriting(_path, Seed, _disk);
            OpenJournal(store.OpenNewest()?.Manifest.Journal.Sequence ?? 0).Dispose();
        }
        catch (StoreDamagedException error)
        {
            Assert.Contains("fsck --repair", error.Message, StringComparison.Ordinal);
            StoreCheck.Repair(_path, _disk);
        }
    }

    /// <summary>Learning goes on from it, so the journal reaches back to it, unless it only waits for its place in the archive.</summary>
    private void Compare(Generation generation) =>
        Assert.InRange(CompareFiles(generation), _promises.Archived.Contains(generation.Number) ? 0 : _journal!.FirstSequence, _journal!.NextSequence);

    /// <summary>Returns its position in the journal.</summary>
    private long CompareFiles(Generation generation)
    {
        generation.Verify(matrices: true);
        var position = generation.Manifest.Journal.Sequence;
        Assert.Equal(_promises.Positions[generation.Number], position);
        Assert.Equal(StoreText.File(StoreText.State(position)), generation.ReadFile(StateFile));
        return position;
    }

    private ulong Replay(Generation? newest, long position)
    {
        var state = newest is null ? StoreText.State(0) : BitConverter.ToUInt64(newest.ReadFile(StateFile));
        Assert.Equal(StoreText.State(position), state);
        using var reader = _journal!.OpenReader(_journal.FirstSequence);
        for (var sequence = _journal.FirstSequence; reader.TryRead(out var record); sequence++)
        {
            Assert.Equal((sequence, sequence, sequence + 1), (record.Sequence, record.StartOffset, record.EndOffset));
            var payload = record.Payload.Span;
            var isOriginal = payload.SequenceEqual(StoreText.Of(sequence));
            var isForgotten = payload.SequenceEqual(StoreText.Forgotten(sequence));
            Assert.True((isOriginal && !_promises.IsForgotten) || (isForgotten && (isOriginal || _promises.MayBeForgotten)), $"record {sequence}");
            state = sequence >= position ? StoreText.Learn(state, payload) : state;
        }

        return state;
    }

    private void LookForEvidence()
    {
        if (_promises.Evidence.Length == 0 && !_promises.IsForgotten)
        {
            return;
        }

        var now = _disk.Now().Entries;
        Assert.All(_promises.Evidence, evidence => Assert.Contains(now.Values, content => content is not null && content.AsSpan().StartsWith(evidence)));
        var secret = Encoding.ASCII.GetBytes(StoreText.Secret);
        Assert.DoesNotContain(now, entry => _promises.IsForgotten && entry.Value?.AsSpan().IndexOf(secret) >= 0);
    }

    private JournalWriter OpenJournal(long position) => JournalWriter.Open(_disk, _path + "/journal", Options, _clock, position);

    private static void Write(GenerationWriter writer, ulong state)
    {
        using var matrix = HeapMatrix.Create(Rows, Dimension);
        var floats = MemoryMarshal.CreateSpan(ref matrix.Origin, Rows * matrix.Stride);
        for (var row = 0; row < Rows; row++)
        {
            MatrixFile.Fill(floats.Slice(row * matrix.Stride, Dimension), (long)(state % 1000) + row, Dimension);
        }

        writer.AddMatrix("input.npy", matrix, Rows);
        writer.AddFile(VocabularyFile.FileName, VocabularyFile.Write(Rows, id => new VocabularyRow(Encoding.ASCII.GetBytes($"word{id}"), id, 0)));
        writer.AddFile(StateFile, StoreText.File(state));
    }
}

using System.IO.Compression;
using System.Text;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>A watched folder and a store's journal in a temporary place, with runs of the intake between them.</summary>
internal sealed class IntakeBench : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("streamw2v-intake-").FullName;

    public IntakeBench()
    {
        Folder = Path.Combine(_root, "in");
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string Journal { get; set; } = "journal";

    public string JournalPath => Path.Combine(_root, Journal);

    public string QuarantinePath => Path.Combine(_root, "quarantine");

    public FragileStorage Storage { get; set; } = new();

    public List<string> Reports { get; } = [];

    public IntakeOptions Options { get; set; } = new() { ScanInterval = TimeSpan.FromMilliseconds(20) };

    public JournalOptions JournalOptions { get; set; } = new() { SegmentBytes = 1 << 20 };

    public ILagGate Gate { get; set; } = new LagGate();

    public IntakeCounters Counters { get; private set; } = new();

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file that has been left alone for so many minutes.</summary>
    public string Write(string name, string text, int minutesOld = 60) => Write(name, Encoding.UTF8.GetBytes(text), minutesOld);

    public string Write(string name, byte[] content, int minutesOld = 60)
    {
        File.WriteAllBytes(At(name), content);
        Age(name, minutesOld);
        return At(name);
    }

    public void Append(string name, string text) => File.AppendAllText(At(name), text);

    /// <summary>Fixed times, whole minutes: equal for files written together, so that their order is by name.</summary>
    public void Age(string name, int minutesOld) =>
        File.SetLastWriteTimeUtc(At(name), new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddMinutes(-minutesOld));

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return stream.ToArray();
    }

    public SourceLedger Recover()
    {
        var ledger = new SourceLedger();
        if (Directory.Exists(JournalPath))
        {
            using var reader = JournalReader.Open(Storage, JournalPath, 0);
            ledger.CatchUp(reader);
        }

        return ledger;
    }

    /// <summary>Reads all there is and ends, as `run --once` does.</summary>
    public async Task RunOnceAsync(Stream? input = null, Action<IntakeCounters>? meanwhile = null)
    {
        using var journal = JournalWriter.Open(Storage, JournalPath, JournalOptions, TimeProvider.System);
        using var intake = Create(journal, Options with { Once = true }, input);
        try
        {
            var run = intake.RunAsync(CancellationToken.None);
            if (meanwhile is not null)
            {
                await WaitForAsync(() =>
                {
                    meanwhile(intake.Counters);
                    return run.IsCompleted;
                });
            }

            await run.WaitAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            Counters = intake.Counters;
        }
    }

    /// <summary>Runs until the journal holds so many lines (or a condition), then is stopped.</summary>
    public async Task RunUntilAsync(Func<IntakeCounters, bool> isDone, Stream? input = null)
    {
        using var journal = JournalWriter.Open(Storage, JournalPath, JournalOptions, TimeProvider.System);
        using var intake = Create(journal, Options, input);
        using var stop = new CancellationTokenSource();
        var run = intake.RunAsync(stop.Token);
        try
        {
            await WaitForAsync(() => run.IsCompleted || isDone(intake.Counters));
        }
        finally
        {
            await stop.CancelAsync();
            await run.WaitAsync(TimeSpan.FromSeconds(20));
            Counters = intake.Counters;
        }
    }

    public Intake Create(JournalWriter journal, IntakeOptions options, Stream? input = null)
    {
        bool isPipeOnly = input is not null && Directory.GetFileSystemEntries(Folder).Length == 0;
        var inputs = new IntakeInputs { Folders = isPipeOnly ? [] : [Folder], StandardInput = input };
        var notes = new QuarantineNotes(PosixStorage.Instance, QuarantinePath);
        return new Intake(journal, Recover(), inputs, options, Gate, notes, TimeProvider.System, Report);
    }

    public static async Task WaitForAsync(Func<bool> condition, int seconds = 20)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < seconds * 200, "what was waited for did not happen");
            await Task.Delay(5);
        }
    }

    /// <summary>All lines of the journal in order.</summary>
    public List<string> Lines() => Lines(_ => true);

    public List<string> Lines(Func<JournalRecord, bool> which)
    {
        var lines = new List<string>();
        using var reader = JournalReader.Open(Storage, JournalPath, 0);
        while (reader.TryRead(out var record))
        {
            if (record.Kind == RecordKind.Text && which(record))
            {
                lines.AddRange(Encoding.UTF8.GetString(record.Payload.Span).Split('\n')[..^1]);
            }
        }

        return lines;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Report(string line)
    {
        lock (Reports)
        {
            Reports.Add(line);
        }
    }
}

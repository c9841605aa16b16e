using System.Text;
using Microsoft.Extensions.Logging;
using StreamW2V.Engine;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Output;
using StreamW2V.Host.Services;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Tests.Services;

/// <summary>A learner and its committer on a storage that fails where a test says so.</summary>
internal sealed class FaultyRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _events = [];
    private readonly Learner _learner;
    private int _lines;

    /// <summary>Learns nothing yet.</summary>
    /// <param name="keep">Which generations are kept.</param>
    public FaultyRun(RetentionPolicy keep)
    {
        Store = StoreFolder.OpenForWriting(Path.Combine(_folder.Path, "store"), 1, Storage);
        _learner = Learner.ForStream(new LearnerOptions { Dimension = 16, MinCount = 1, Threads = 2 }, new TokenHash(new byte[16]), MatrixPlacement.Private);
        var session = new LearningSession(new EventIds(_events), new ProgressReport(new StatusDisplay(new TestConsole().Context(TextWriter.Null, TextWriter.Null)), Time, TimeSpan.Zero), Time);
        Committer = new GenerationCommitter(Store, session, keep, Trims.Add);
    }

    /// <summary>Where the store is.</summary>
    public FaultyStorage Storage { get; } = new();

    /// <summary>The committer's clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>The store.</summary>
    public StoreFolder Store { get; }

    /// <summary>What is tested.</summary>
    public GenerationCommitter Committer { get; }

    /// <summary>The positions it has given the journal free before.</summary>
    public List<JournalPosition> Trims { get; } = [];

    /// <summary>Numbers of the events it has logged so far, on any thread.</summary>
    public int[] Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Names of the plain generations.</summary>
    public string[] Generations => [.. Directory.GetDirectories(Store.GenerationsPath).Select(path => Path.GetFileName(path)!).Order()];

    /// <summary>Waits until there are so many events of a number.</summary>
    public void WaitFor(int number, int times = 1) =>
        Assert.True(SpinWait.SpinUntil(() => Events.Count(one => one == number) >= times, TimeSpan.FromMinutes(2)), $"no event {number}, but {string.Join(", ", Events)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Committer.Dispose();
        _learner.Dispose();
        Store.Dispose();
        _folder.Dispose();
    }

    /// <summary>Learns something and begins a generation of it.</summary>
    public void Commit()
    {
        for (var end = _lines + 200; _lines < end; _lines++)
        {
            var tokens = new TokenBuffer();
            foreach (var word in Enumerable.Range(0, 8))
            {
                tokens.Add(Encoding.ASCII.GetBytes($"w{((_lines * 31) + (word * word * 7)) % 300}"));
            }

            _learner.Learn(tokens);
        }

        Committer.Commit(
            _learner,
            new Manifest
            {
                CreatedUtc = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(_lines), // generations are hours apart
                Journal = new JournalPosition(_lines, 0),
                Tokens = _learner.Position.Tokens,
                Vocabulary = _learner.Vocabulary,
                Dimension = 16,
                MathProfile = "test",
                Verb = "run",
                Complete = true,
                Options = new Dictionary<string, string>(),
            },
            "sources.bin",
            () => [1, 2, 3]);
    }

    private sealed class EventIds(List<int> ids) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (ids)
            {
                ids.Add(eventId.Id);
            }
        }
    }
}

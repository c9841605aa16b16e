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

/// <summary>
/// Prevents a full disk from ending a run: the checkpoint that finds it must leave nothing behind, lose nothing and come back by itself. And it prevents an error that must not be waited out, as a failed
/// fsync, from being taken for one.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private readonly TemporaryFolder _folder = new();
    private readonly FaultyStorage _storage = new();
    private readonly ManualTime _time = new();
    private readonly List<int> _events = [];
    private readonly List<JournalPosition> _trims = [];
    private readonly StoreFolder _store;
    private readonly Learner _learner;
    private readonly GenerationCommitter _committer;
    private int _lines;

    public FullDiskTests()
    {
        _store = StoreFolder.OpenForWriting(Path.Combine(_folder.Path, "store"), 1, _storage);
        _learner = Learner.ForStream(new LearnerOptions { Dimension = 16, MinCount = 1, Threads = 2 }, new TokenHash(new byte[16]), MatrixPlacement.Private);
        var session = new LearningSession(new EventIds(_events), new ProgressReport(new StatusDisplay(new TestConsole().Context(TextWriter.Null, TextWriter.Null)), _time, TimeSpan.Zero), _time);
        _committer = new GenerationCommitter(_store, session, new RetentionPolicy { Newest = 2 }, _trims.Add);
    }

    public static TheoryData<string, string, int> Places() => new()
    {
        { "create directory", ".tmp", NoSpace },
        { "create", "input.npy", NoSpace },
        { "write", "input.npy", NoSpace },
        { "write", "output.npy", QuotaExceeded },
        { "write", "vocabulary.bin", NoSpace },
        { "write", "sources.bin", QuotaExceeded },
        { "create", "manifest.json", NoSpace },
        { "write", "manifest.json", NoSpace },
        { "rename", ".tmp", QuotaExceeded },
    };

    public void Dispose()
    {
        _committer.Dispose();
        _learner.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_checkpoint_that_finds_the_disk_full_is_dropped_and_tried_again(string operation, string name, int error)
    {
        Commit();
        _committer.Complete("");
        Commit();
        _committer.Complete("");
        var trims = _trims.Count;
        _storage.Fault = (what, path) => what == operation && path.EndsWith(name, StringComparison.Ordinal) ? error : 0;
        foreach (var wait in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Commit();
            _committer.WaitForCommit();
            _committer.Poll();
            Assert.Equal(error, _committer.Space.Error!.ErrorNumber);
            Assert.Equal(["0000000001", "0000000002"], Generations());
            Assert.Equal((2, 2), ((int)_committer.Newest, _committer.Pauses.Now.Count));
            _time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            Assert.False(_committer.Space.IsDue);
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.True(_committer.Space.IsDue);
        }

        Assert.Equal(trims, _trims.Count);
        var ended = Assert.Throws<IOException>(() => _committer.Complete("nothing is lost"));
        Assert.StartsWith("no room for the last checkpoint: cannot ", ended.Message, StringComparison.Ordinal);
        Assert.EndsWith(". The store is at generation 2; nothing is lost", ended.Message, StringComparison.Ordinal);

        _storage.Fault = (_, _) => 0;
        Commit();
        _committer.Complete("");
        Assert.Null(_committer.Space.Error);
        Assert.False(_committer.Space.IsDue);
        Assert.Equal(["0000000002", "0000000003"], Generations());
        Assert.Equal([1101, 1101, 1111, 1101, 1112], _events.Where(id => id is 1101 or 1111 or 1112));
        _store.OpenNewest()!.Verify(matrices: true);
    }

    [Theory]
    [InlineData("input.npy", NoSpace)]
    [InlineData("manifest.json", QuotaExceeded)]
    [InlineData("generations", NoSpace)]
    public void A_sync_that_reports_a_full_disk_is_not_waited_out(string name, int error)
    {
        Commit();
        _committer.Complete("");
        _storage.Fault = (what, path) => what == "sync" && path.EndsWith(name, StringComparison.Ordinal) ? error : 0;
        Commit();
        while (_committer.IsBusy)
        {
            Thread.Yield();
        }

        Assert.Equal(error, Assert.Throws<StorageException>(_committer.Poll).ErrorNumber);
        Assert.Null(_committer.Space.Error);
        Assert.DoesNotContain(1111, _events);
    }

    [Fact]
    public void An_error_that_does_not_go_away_ends_the_run_at_the_next_look()
    {
        _storage.Fault = (what, path) => what == "write" && path.EndsWith("output.npy", StringComparison.Ordinal) ? 5 : 0;
        Assert.Equal(5, Assert.Throws<StorageException>(() =>
        {
            Commit();
            _committer.WaitForCommit();
        }).ErrorNumber);
        Assert.Empty(Generations());
        _committer.Poll();
    }

    private void Commit()
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

        _committer.Commit(
            _learner,
            new Manifest
            {
                CreatedUtc = TimeProvider.System.GetUtcNow(),
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

    private string[] Generations() => [.. Directory.GetDirectories(_store.GenerationsPath).Select(path => Path.GetFileName(path)!).Order()];

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

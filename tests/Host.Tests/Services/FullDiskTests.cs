using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Tests.Services;

/// <summary>
/// Prevents a full disk from ending a run: the checkpoint that finds it must leave nothing behind, lose nothing and come back by itself. And it prevents an error that must not be waited out, as a failed
/// fsync, from being taken for one.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private readonly FaultyRun _run = new(new RetentionPolicy { Newest = 2 });

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

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public void A_checkpoint_that_finds_the_disk_full_is_dropped_and_tried_again(string operation, string name, int error)
    {
        _run.Commit();
        _run.Committer.Complete("");
        _run.Commit();
        _run.Committer.Complete("");
        var trims = _run.Trims.Count;
        _run.Storage.Fault = (what, path) => what == operation && path.EndsWith(name, StringComparison.Ordinal) ? error : 0;
        foreach (var wait in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            _run.Commit();
            _run.Committer.WaitForCommit();
            _run.Committer.Poll();
            Assert.Equal(error, _run.Committer.Space.Error!.ErrorNumber);
            Assert.Equal(["0000000001", "0000000002"], _run.Generations);
            Assert.Equal((2, 2), ((int)_run.Committer.Newest, _run.Committer.Pauses.Now.Count));
            _run.Time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            Assert.False(_run.Committer.Space.IsDue);
            _run.Time.Advance(TimeSpan.FromTicks(1));
            Assert.True(_run.Committer.Space.IsDue);
        }

        Assert.Equal(trims, _run.Trims.Count);
        var ended = Assert.Throws<IOException>(() => _run.Committer.Complete("nothing is lost"));
        Assert.StartsWith("no room for the last checkpoint: cannot ", ended.Message, StringComparison.Ordinal);
        Assert.EndsWith(". The store is at generation 2; nothing is lost", ended.Message, StringComparison.Ordinal);

        _run.Storage.Fault = (_, _) => 0;
        _run.Commit();
        _run.Committer.Complete("");
        Assert.Null(_run.Committer.Space.Error);
        Assert.False(_run.Committer.Space.IsDue);
        Assert.Equal(["0000000002", "0000000003"], _run.Generations);
        Assert.Equal([1101, 1101, 1111, 1101, 1112], _run.Events.Where(id => id is 1101 or 1111 or 1112));
        _run.Store.OpenNewest()!.Verify(matrices: true);
    }

    [Theory]
    [InlineData("input.npy", NoSpace)]
    [InlineData("manifest.json", QuotaExceeded)]
    [InlineData("generations", NoSpace)]
    public void A_sync_that_reports_a_full_disk_is_not_waited_out(string name, int error)
    {
        _run.Commit();
        _run.Committer.Complete("");
        _run.Storage.Fault = (what, path) => what == "sync" && path.EndsWith(name, StringComparison.Ordinal) ? error : 0;
        _run.Commit();
        while (_run.Committer.IsBusy)
        {
            Thread.Yield();
        }

        Assert.Equal(error, Assert.Throws<StorageException>(_run.Committer.Poll).ErrorNumber);
        Assert.Null(_run.Committer.Space.Error);
        Assert.DoesNotContain(1111, _run.Events);
    }

    [Fact]
    public void An_error_that_does_not_go_away_ends_the_run_at_the_next_look()
    {
        _run.Storage.Fault = (what, path) => what == "write" && path.EndsWith("output.npy", StringComparison.Ordinal) ? 5 : 0;
        Assert.Equal(5, Assert.Throws<StorageException>(() =>
        {
            _run.Commit();
            _run.Committer.WaitForCommit();
        }).ErrorNumber);
        Assert.Empty(_run.Generations);
        _run.Committer.Poll();
    }
}

using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Tests.Services;

/// <summary>
/// Prevents a failed sync of the archive from being forgotten: what it was to make durable may be gone, and then the generation that was archived must not be removed. And it prevents want of space
/// for archiving from being taken for a checkpoint that found the disk full.
/// </summary>
public sealed class ArchivistTests : IDisposable
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    private readonly FaultyRun _run = new(new RetentionPolicy { Newest = 1, Hourly = 24 });

    public void Dispose() => _run.Dispose();

    [Fact]
    public void An_older_generation_goes_into_the_archive_beside_learning()
    {
        CommitTwo();
        _run.WaitFor(1110);
        _run.Committer.Complete("");
        Assert.Equal(["0000000002"], _run.Generations);
        Assert.Equal([1], _run.Store.ArchivedNumbers);
    }

    [Fact]
    public void A_failed_sync_of_the_archive_ends_the_run_and_nothing_is_removed_after_it()
    {
        _run.Storage.Fault = (what, path) => what == "sync" && path.Contains("/archive", StringComparison.Ordinal) ? InputOutputError : 0;
        CommitTwo();
        _run.WaitFor(1118);
        Assert.Equal(InputOutputError, Assert.Throws<StorageException>(_run.Committer.Poll).ErrorNumber);
        _run.Storage.Fault = (_, _) => 0;
        _run.Commit();
        _run.Committer.Complete("");
        Assert.Equal(["0000000001", "0000000002", "0000000003"], _run.Generations);
        Assert.DoesNotContain(1110, _run.Events);
    }

    [Fact]
    public void Without_space_for_the_archive_the_generation_stays_and_is_archived_with_the_next_one()
    {
        _run.Storage.Fault = (what, path) => what == "write" && path.Contains("/archive/", StringComparison.Ordinal) ? NoSpace : 0;
        CommitTwo();
        _run.WaitFor(1115);
        _run.Committer.Complete("");
        Assert.Equal(["0000000001", "0000000002"], _run.Generations);
        Assert.Empty(_run.Store.ArchivedNumbers);
        Assert.Null(_run.Committer.Space.Error);
        _run.Storage.Fault = (_, _) => 0;
        _run.Commit();
        _run.WaitFor(1110, times: 2);
        _run.Committer.Complete("");
        Assert.Equal(["0000000003"], _run.Generations);
        Assert.Equal([1, 2], _run.Store.ArchivedNumbers);
    }

    [Fact]
    public void Without_space_to_remove_an_older_generation_no_checkpoint_waits()
    {
        using var run = new FaultyRun(new RetentionPolicy { Newest = 1 });
        run.Storage.Fault = (what, path) => what == "rename" && path.EndsWith("0000000001", StringComparison.Ordinal) ? NoSpace : 0;
        run.Commit();
        run.Committer.WaitForCommit();
        run.Commit();
        run.Committer.Complete("");
        Assert.Null(run.Committer.Space.Error);
        Assert.Equal((true, false), (run.Events.Contains(1117), run.Events.Contains(1111)));
        Assert.Equal(["0000000001", "0000000002"], run.Generations);
    }

    private void CommitTwo()
    {
        _run.Commit();
        _run.Committer.WaitForCommit();
        _run.Commit();
        while (_run.Committer.IsBusy)
        {
            Thread.Yield();
        }
    }
}

using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>
/// Prevents records that are called durable before they are, syncs that never happen, and a name that outlives its content.
/// </summary>
public sealed class GroupCommitTests
{
    private readonly MemoryStorage _storage = new();
    private readonly FakeClock _clock = new();

    [Fact]
    public void Nothing_is_synced_before_the_interval_and_everything_once_it_is_over()
    {
        var writer = Open(new JournalOptions());
        Append(writer, 10);
        Append(writer, 10);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        writer.SyncIfDue();
        Assert.Equal(0, Syncs);
        Assert.Equal(0, writer.DurableSequence);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        writer.SyncIfDue();
        Assert.Equal(1, Syncs);
        Assert.Equal(2, writer.DurableSequence);
        _clock.Advance(TimeSpan.FromHours(1));
        writer.SyncIfDue();
        writer.Sync();
        Assert.Equal(1, Syncs);
    }

    [Fact]
    public void The_interval_counts_from_the_oldest_record_that_is_not_durable()
    {
        var writer = Open(new JournalOptions { SyncInterval = TimeSpan.FromSeconds(5) });
        _clock.Advance(TimeSpan.FromMinutes(3));
        Append(writer, 10);
        Assert.Equal(0, Syncs);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Append(writer, 10);
        Assert.Equal(0, Syncs);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Append(writer, 10);
        Assert.Equal(1, Syncs);
        Assert.Equal(3, writer.DurableSequence);
    }

    [Fact]
    public void Enough_bytes_are_synced_without_waiting()
    {
        var writer = Open(new JournalOptions { SyncBytes = 5000 });
        for (var i = 0; i < 4; i++)
        {
            Append(writer, 1000);
        }
        Assert.Equal(0, Syncs);
        Append(writer, 1000);
        Assert.Equal(1, Syncs);
        Assert.Equal(5, writer.DurableSequence);
    }

    [Fact]
    public void With_always_every_append_is_durable_when_it_returns()
    {
        var writer = Open(new JournalOptions { SyncAlways = true });
        for (var i = 1; i <= 5; i++)
        {
            Append(writer, 100);
            Assert.Equal(i, Syncs);
            Assert.Equal(i, writer.DurableSequence);
        }
        Assert.Equal(5, Read(_storage.PowerCut(() => false)));
    }

    [Fact]
    public void A_new_segment_is_synced_with_its_name_before_it_holds_a_record_and_after_the_old_one_is()
    {
        var writer = Open(JournalSample.Small);
        Append(writer, 3000);
        _storage.Operations.Clear();
        Append(writer, 3000);
        var name = Path.GetFileName(JournalSample.Segment(1));
        Assert.Equal(
            [
                $"sync {Path.GetFileName(JournalSample.Segment(0))}",
                $"create {name}",
                $"write {name}",
                $"sync {name}",
                "sync folder journal",
                $"write {name}",
            ],
            _storage.Operations);
        Assert.Equal(1, writer.DurableSequence);
    }

    [Fact]
    public void Opening_makes_durable_what_a_killed_process_left()
    {
        Append(Open(new JournalOptions()), 100);
        Assert.Equal(0, Read(_storage.PowerCut(() => false)));
        var again = Open(new JournalOptions());
        Assert.Equal(1, again.DurableSequence);
        Assert.Equal(1, Read(_storage.PowerCut(() => false)));
    }

    [Fact]
    public void Opening_writes_again_what_no_record_proves_durable()
    {
        // After a failed sync the kernel holds for written what is not, and a second sync alone would not write it.
        var writer = Open(new JournalOptions());
        Append(writer, 100);
        writer.Sync();
        Append(writer, 100);
        _storage.Operations.Clear();
        Open(new JournalOptions());
        var name = Path.GetFileName(JournalSample.Segment(0));
        Assert.Equal([$"write {name}", $"sync {name}", "sync folder journal"], _storage.Operations.Where(operation => !operation.StartsWith("open", StringComparison.Ordinal)));
    }

    [Fact]
    public void Closing_makes_everything_durable()
    {
        var writer = Open(new JournalOptions());
        Append(writer, 100);
        writer.Dispose();
        writer.Dispose();
        Assert.Equal(1, Read(_storage.PowerCut(() => false)));
        Assert.Throws<ObjectDisposedException>(writer.Sync);
    }

    [Theory]
    [InlineData("sync", true)]
    [InlineData("sync", false)]
    [InlineData("sync folder", false)]
    public void A_failed_sync_is_never_retried(string operation, bool explicitly)
    {
        var writer = Open(explicitly ? new JournalOptions() : JournalSample.Small);
        Append(writer, 3000);
        if (operation == "sync folder")
        {
            writer.Sync();
        }
        _storage.Fault = (asked, _) => asked == operation ? 5 : 0;
        var error = Assert.Throws<StorageException>(() =>
        {
            if (explicitly)
            {
                writer.Sync();
            }
            else
            {
                Append(writer, 3000);
            }
        });
        Assert.Equal(operation, error.Operation);
        _storage.Fault = (_, _) => 0;
        _storage.Operations.Clear();
        Assert.Equal(error.Message, Assert.Throws<StorageException>(writer.Sync).Message);
        Assert.Equal(error.Message, Assert.Throws<StorageException>(writer.SyncIfDue).Message);
        Assert.Equal(error.Message, Assert.Throws<StorageException>(() => Append(writer, 1)).Message);
        writer.Dispose();
        Assert.Empty(_storage.Operations);
        Assert.Equal(operation == "sync folder" ? 1 : 0, writer.DurableSequence);
    }

    private int Syncs => _storage.Count("sync ") - _storage.Count("sync folder") - 1; // the first is that of the new segment

    private JournalWriter Open(JournalOptions options) => JournalSample.Open(_storage, options, time: _clock);

    private static void Append(JournalWriter writer, int length) =>
        writer.Append(RecordKind.Text, 1, 0, length, 0, new Lcg(4).Noise(length));

    private static long Read(MemoryStorage storage)
    {
        using var reader = JournalReader.Open(storage, JournalSample.Folder, 0);
        while (reader.TryRead(out _))
        {
        }
        return reader.NextSequence;
    }
}

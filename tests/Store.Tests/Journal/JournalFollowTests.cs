using System.Diagnostics;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>
/// Prevents a reader beside the writer from seeing half a record, missing one, waiting forever, or feeding the garbage collector.
/// </summary>
public sealed class JournalFollowTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("journal-follow-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_reader_follows_200_MB_in_another_thread_without_allocating_per_record()
    {
        const int Records = 800;
        var text = new Lcg(3).Lines(256 << 10);
        var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var writer = JournalWriter.Open(
            PosixStorage.Instance, Path.Combine(_root, "journal"), new JournalOptions { SegmentBytes = 16 << 20 }, TimeProvider.System);
        using var reader = writer.OpenReader(0);
        var reading = Task.Run(() =>
        {
            var seen = 0L;
            var allocated = 0L;
            while (seen < Records)
            {
                if (!reader.TryRead(out var record))
                {
                    reader.WaitToRead(TimeSpan.FromSeconds(10), limit.Token);
                    continue;
                }
                Assert.Equal(seen, record.Sequence);
                Assert.Equal((ulong)seen, record.TailHash);
                var payload = record.Payload.Span;
                Assert.Equal(text.Length, payload.Length);
                Assert.True(payload.SequenceEqual(text));
                if (++seen == 100)
                {
                    allocated = GC.GetAllocatedBytesForCurrentThread();
                }
            }
            return GC.GetAllocatedBytesForCurrentThread() - allocated;
        });
        for (var i = 0; i < Records; i++)
        {
            writer.Append(RecordKind.Text, 1, i, i + 1, (ulong)i, text);
        }
        var bytes = await reading;
        Assert.InRange(bytes, 0, 8 << 20); // the buffers of a cursor per segment, not 700 payloads of 256 KiB
        Assert.True(writer.Bytes > 3 * (16 << 20), "the reader crossed segments");
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_an_append_and_by_the_end_of_the_writer()
    {
        var storage = new MemoryStorage();
        var writer = JournalSample.Open(storage, JournalSample.Small);
        using var first = writer.OpenReader(0);
        using var second = writer.OpenReader(0);
        foreach (var reader in new[] { first, second, first })
        {
            var waiting = Task.WhenAll(Wait(first), Wait(second));
            await Task.Delay(20);
            JournalSample.Append(writer, 1);
            Assert.All(await waiting, Assert.True);
            Assert.True(first.TryRead(out _));
            Assert.True(second.TryRead(out _));
        }
        var atEnd = Wait(first);
        await Task.Delay(20);
        writer.Dispose();
        Assert.False(await atEnd);
        Assert.False(first.WaitToRead(Timeout.InfiniteTimeSpan, default));

        static Task<bool> Wait(JournalReader reader) => Task.Run(() => reader.WaitToRead(TimeSpan.FromSeconds(30), default));
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_is_over_or_it_is_canceled()
    {
        using var writer = JournalSample.Open(new MemoryStorage());
        using var reader = writer.OpenReader(0);
        var started = Stopwatch.GetTimestamp();
        Assert.False(reader.WaitToRead(TimeSpan.FromMilliseconds(30), default));
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(25));

        using var canceled = new CancellationTokenSource();
        var waiting = Task.Run(() => reader.WaitToRead(Timeout.InfiniteTimeSpan, canceled.Token));
        await Task.Delay(20);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Many_small_records_across_segments_arrive_whole_and_in_order()
    {
        const int Records = 30_000;
        var storage = new MemoryStorage();
        using var writer = JournalSample.Open(storage, new JournalOptions { SegmentBytes = 256 << 10 });
        using var reader = writer.OpenReader(0);
        var reading = Task.Run(() =>
        {
            var seen = 0L;
            while (seen < Records && reader.WaitToRead(TimeSpan.FromSeconds(30), default))
            {
                while (reader.TryRead(out var record))
                {
                    Assert.Equal(seen, record.Sequence);
                    Assert.Equal((int)(seen % 50), record.Payload.Length);
                    Assert.Equal(-1, record.Payload.Span.IndexOfAnyExcept((byte)seen));
                    seen++;
                }
            }
            return seen;
        });
        var payload = new byte[50];
        for (var i = 0; i < Records; i++)
        {
            payload.AsSpan().Fill((byte)i);
            writer.Append(RecordKind.Text, 1, i, i, 0, payload.AsSpan(0, i % 50));
        }
        Assert.Equal(Records, await reading);
    }

    [Fact]
    public void A_reader_that_stands_alone_sees_what_another_process_appends()
    {
        var folder = Path.Combine(_root, "alone");
        using var writer = JournalWriter.Open(PosixStorage.Instance, folder, JournalSample.Small, TimeProvider.System);
        using var reader = JournalReader.Open(PosixStorage.Instance, folder, 0);
        for (var seen = 0L; seen < 100;)
        {
            Assert.False(reader.TryRead(out _));
            Assert.False(reader.WaitToRead(TimeSpan.FromHours(1), default));
            JournalSample.Append(writer, 10);
            seen = JournalSample.ReadAll(reader, seen);
            Assert.Equal(writer.NextSequence, seen);
        }
    }
}

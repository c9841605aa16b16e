using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents lines of a pipe from waiting in memory, being dropped, or being taken while training cannot keep up.</summary>
public sealed class StandardInputTests : IDisposable
{
    private readonly IntakeBench _bench = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_end_of_the_pipe_ends_the_intake_and_a_last_line_without_end_counts()
    {
        var input = new MemoryStream(Encoding.UTF8.GetBytes("one\ntwo\nthree"));
        await _bench.RunUntilAsync(_ => false, input);
        Assert.Equal(["one", "two", "three"], _bench.Lines());
        Assert.Equal(SourcePhase.Finished, Assert.Single(_bench.Recover().Sources).Description.Phase);
    }

    [Fact]
    public async Task Each_start_is_a_source_of_its_own()
    {
        await _bench.RunUntilAsync(_ => false, new MemoryStream("same\n"u8.ToArray()));
        await _bench.RunUntilAsync(_ => false, new MemoryStream("same\n"u8.ToArray()));
        Assert.Equal(["same", "same"], _bench.Lines());
        Assert.Equal([1L, 2L], _bench.Recover().Sources.Select(source => source.Id));
    }

    [Fact]
    public async Task A_slow_pipe_is_journaled_line_by_line_at_once()
    {
        var waits = new List<long>();
        var clock = new Stopwatch();
        int sent = 0;
        await _bench.RunUntilAsync(
            counters =>
            {
                if (counters.Lines == sent)
                {
                    if (sent > 0)
                    {
                        waits.Add(clock.ElapsedMilliseconds);
                    }

                    sent++;
                    clock.Restart();
                    _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($"line {sent}\n")).AsTask().Wait();
                }

                return sent == 6;
            },
            _pipe.Reader.AsStream());
        Assert.True(waits.Min() <= 100, $"the quickest line waited {waits.Min()} ms");
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"line {i}"), _bench.Lines()[..5]);
    }

    [Fact]
    public async Task A_fast_pipe_is_journaled_in_large_records_without_loss()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 200_000; i++)
        {
            text.Append("some words of line ").Append(i).Append('\n');
        }

        await _bench.RunUntilAsync(_ => false, new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        Assert.Equal(text.ToString().Split('\n')[..^1], _bench.Lines());
        Assert.InRange(_bench.Counters.Records, 2, 60);
    }

    [Fact]
    public async Task A_stop_keeps_whole_lines_and_drops_the_unfinished_one_even_if_the_read_cannot_be_canceled()
    {
        using var stream = new StubbornStream("one\ntwo\nunfin"u8.ToArray());
        await _bench.RunUntilAsync(counters => counters.Lines == 2, stream);
        Assert.Equal(["one", "two"], _bench.Lines());
    }

    [Fact]
    public async Task The_writer_is_blocked_while_training_is_behind()
    {
        var gate = new LagGate(limitBytes: 100_000);
        _bench.Gate = gate;
        _bench.Options = _bench.Options with { BatchBytes = 10_000 };
        long written = 0;
        var writing = Task.Run(async () =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($"a line of text, number {i:000000}\n"));
                Interlocked.Add(ref written, 31);
            }

            await _pipe.Writer.CompleteAsync();
        });
        long peak = 0;
        bool wasBlocked = false;
        await _bench.RunUntilAsync(
            counters =>
            {
                peak = Math.Max(peak, gate.LagBytes);
                if (counters.IsBlocked)
                {
                    wasBlocked = true;
                    gate.Trained(50_000);
                }

                return false;
            },
            _pipe.Reader.AsStream());
        await writing;
        Assert.True(wasBlocked);
        Assert.InRange(peak, 100_000, 100_000 + (300 * 1024));
        Assert.Equal(100_000, _bench.Lines().Count);
    }

    [Fact]
    public async Task A_pipe_that_never_pauses_does_not_keep_files_waiting()
    {
        _bench.Options = _bench.Options with { BatchBytes = 1000 };
        string file = string.Concat(Enumerable.Repeat("a line of a file\n", 5000));
        _bench.Write("big", file);
        using var input = new EagerStream();

        // The pipe ends only when half of the file has been accepted beside what it gave itself.
        await _bench.RunOnceAsync(input, counters => input.IsOver |= counters.Bytes - input.Given >= file.Length / 2);
        var lines = _bench.Lines();
        Assert.Equal(5000, lines.Count(line => line == "a line of a file"));
        Assert.Equal(input.Given / 11, lines.Count(line => line == "from a pip"));
    }

    [Fact]
    public async Task A_full_disk_pauses_reading_and_ends_by_itself()
    {
        _bench.Options = _bench.Options with { SpaceRetry = TimeSpan.FromMilliseconds(5), BatchBytes = 100 };
        _bench.Storage.FullAfter = 5;
        _bench.Storage.FullWrites = 7;
        string[] lines = [.. Enumerable.Range(0, 500).Select(i => $"line {i}")];
        _bench.Write("a", string.Concat(lines.Select(line => line + "\n")));
        await _bench.RunOnceAsync();
        Assert.Equal(lines, _bench.Lines());
        Assert.Equal(7, _bench.Counters.SpaceWaits);
        Assert.False(_bench.Counters.IsOutOfSpace);
        Assert.Equal(2, _bench.Reports.Count(line => line.Contains("reading", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_taken_before_the_disk_was_full_becomes_durable_while_it_is()
    {
        var options = _bench.Options with { SpaceRetry = TimeSpan.FromMilliseconds(5), BatchBytes = 100, Once = true };
        _bench.Storage.FullAfter = 5;
        _bench.Storage.FullWrites = int.MaxValue;
        _bench.Write("a", string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i}\n")));
        using var journal = JournalWriter.Open(_bench.Storage, _bench.JournalPath, _bench.JournalOptions, TimeProvider.System);
        using var intake = _bench.Create(journal, options);
        var run = intake.RunAsync(CancellationToken.None);
        await IntakeBench.WaitForAsync(() => intake.Counters.IsOutOfSpace);
        var appended = journal.NextSequence;
        Assert.True(appended > 0);
        await IntakeBench.WaitForAsync(() => journal.DurableSequence == appended);
        Assert.True(intake.Counters.IsOutOfSpace);
        _bench.Storage.FullWrites = 0;
        await run.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(500, _bench.Lines().Count);
    }

    [Fact]
    public void A_ledger_ahead_of_the_journal_is_refused()
    {
        using var journal = JournalWriter.Open(_bench.Storage, _bench.JournalPath, _bench.JournalOptions, TimeProvider.System);
        var ledger = new SourceLedger();
        var source = new SourceDescription { Kind = SourceKind.Plain, Path = "/in/a", Identity = SourceIdentity.Of(new FileKey(1, 7, 100), "one\n"u8, 4) };
        ledger.Apply(5, RecordKind.SourceOpened, 1, 0, 0, 0, source.Encode());
        Assert.Throws<ArgumentException>(() => new Intake(journal, ledger, new IntakeInputs(), new IntakeOptions(), new LagGate()));
    }

    /// <summary>Always has another line, until it is told to end.</summary>
    private sealed class EagerStream : MemoryStream
    {
        private long _given;

        public volatile bool IsOver;

        public long Given => Interlocked.Read(ref _given);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (IsOver)
            {
                return new ValueTask<int>(0);
            }

            "from a pip\n"u8.CopyTo(buffer.Span);
            Interlocked.Add(ref _given, 11);
            return new ValueTask<int>(11);
        }
    }

    /// <summary>Gives its bytes and then, like a console, waits for more and cannot be canceled.</summary>
    private sealed class StubbornStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Read(buffer.Span);
            return count > 0 ? count : await new TaskCompletionSource<int>().Task;
        }
    }
}

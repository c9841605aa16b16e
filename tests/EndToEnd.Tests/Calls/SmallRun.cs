using System.Diagnostics;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>
/// A run of a few hundred system calls that writes a generation for each of three files, which come one after the other. It can be let
/// go to its end again and again with one store, however it was cut short; with one trainer thread the result is always the same model.
/// </summary>
internal sealed class SmallRun
{
    private const int Parts = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly TopicText[] _parts =
        [.. Enumerable.Range(0, Parts).Select(part => TopicText.Write(25_000, Trials.Seed, part, topics: 4 + part, wordsPerTopic: 20))];

    private readonly string[] _options;

    /// <summary>The watched folder; null for one beside each store.</summary>
    public string? Watched { get; init; }

    /// <summary>Whether the watched folder is on a disk whose power is cut: files are made durable before they can be read.</summary>
    public bool IsOnCutDisk { get; init; }

    /// <summary>Whether the power of that disk is off now.</summary>
    public bool IsCut { get; set; }

    /// <param name="options">More of the command line.</param>
    public SmallRun(params string[] options) => _options = options;

    /// <summary>Tokens of all three files.</summary>
    public long Tokens => _parts.Sum(part => part.Tokens);

    /// <summary>The command line.</summary>
    /// <param name="store">The store; the watched folder lies beside it.</param>
    public string[] Arguments(string store) =>
    [
        "run", "--watch", WatchedBy(store), "--store", store, "--deterministic", "--dim", "16", "--negative", "3", "--min-count", "2",
        "--checkpoint-every", "100ms", "--scan-interval", "10ms", "--fsync-interval", "5ms", "--progress-every", "0", .. _options,
    ];

    /// <summary>
    /// Lets it run until everything is in a generation, then stops it; or until it ends by itself; or, where
    /// <paramref name="isStuck"/> says that it may never end, for some seconds more.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="wrapper">What it is started through.</param>
    /// <param name="isStuck">Whether a fault has happened that it may be waiting for; null for never.</param>
    public async Task<Outcome> ToEndAsync(string store, string[] wrapper, Func<bool>? isStuck = null)
    {
        Directory.CreateDirectory(WatchedBy(store));
        using var program = Launch.StartUnder(wrapper, Arguments(store));
        program.Input.Close();
        return await ToEndAsync(program, store, isStuck);
    }

    /// <summary>The same with a program that was just started with <see cref="Arguments"/>.</summary>
    public async Task<Outcome> ToEndAsync(LiveProgram program, string store, Func<bool>? isStuck = null)
    {
        for (var part = 0; part < Parts && !program.HasExited; part++)
        {
            Place(store, part);
            if (!await ReachAsync(program, store, _parts.Take(part + 1).Sum(one => one.Tokens), isStuck))
            {
                break;
            }
        }

        Signal.SendIfThere(program.Id, Signal.Terminate);
        return await program.ExitAsync();
    }

    /// <summary>The same without a fault, however much is there already; fails the test unless all goes well and is learned once.</summary>
    public async Task FinishAsync(string store)
    {
        (await ToEndAsync(store, [])).Succeeded();
        Assert.Equal(Tokens, StoreState.Tokens(store));
    }

    private static async Task<bool> ReachAsync(LiveProgram program, string store, long tokens, Func<bool>? isStuck)
    {
        var start = Stopwatch.GetTimestamp();
        var stuckSince = 0L;
        var seen = (0L, 0);
        while (!program.HasExited)
        {
            // A signal that comes before the program listens ends it as it ends any program.
            if (Learned(store) >= tokens && program.ErrorLine(" 1001 Started ") is not null)
            {
                return true;
            }

            if (isStuck is not null && stuckSince == 0 && isStuck())
            {
                stuckSince = Stopwatch.GetTimestamp();
            }

            if (stuckSince != 0 && (Learned(store), program.ErrorText.Length) is var sees && sees != seen)
            {
                // It is getting on, however slowly: trials run beside each other.
                (seen, stuckSince) = (sees, Stopwatch.GetTimestamp());
            }

            if (stuckSince != 0 && Stopwatch.GetElapsedTime(stuckSince) > s_patience && program.ErrorLine(" 1001 Started ") is not null)
            {
                return false;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Generous, $"stuck; standard error so far:\n{program.ErrorText}");
            await Task.Delay(2);
        }

        return false;
    }

    private static long Learned(string store)
    {
        try
        {
            return StoreState.Tokens(store);
        }
        catch (IOException)
        {
            return 0; // the power of its disk was cut
        }
    }

    private string WatchedBy(string store) => Watched ?? store + ".watched";

    private void Place(string store, int part)
    {
        var (path, staged) = (Path.Combine(WatchedBy(store), $"part{part}.log"), $"{WatchedBy(store)}.staged{part}");
        try
        {
            if (File.Exists(path))
            {
                return;
            }

            // A file that was read and whose new name went with the power is the same file again.
            if (!File.Exists(staged) || !File.ReadAllBytes(staged).AsSpan().SequenceEqual(_parts[part].Bytes))
            {
                File.WriteAllBytes(staged, _parts[part].Bytes);
            }

            File.SetLastWriteTimeUtc(staged, new DateTime(2026, 11, 21, 12, part, 0, DateTimeKind.Utc));
            if (IsOnCutDisk)
            {
                Tools.Run("sync", staged);
            }

            File.Move(staged, path);
        }
        catch (Exception error) when (IsCut)
        {
            Assert.NotNull(error); // whatever it is: there is no disk any more
        }
    }
}

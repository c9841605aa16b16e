using System.Diagnostics;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>
/// Lets <c>run</c> learn files that arrive one after the other and kills it again and again. Moments are tied to what the program has
/// done, not to the clock, so that they fall into the middle of the work on fast and on busy machines.
/// </summary>
internal sealed class StreamKills
{
    private readonly string _watched;
    private readonly string _store;
    private readonly string[] _arguments;
    private readonly IReadOnlyList<(string Staged, TopicText Text)> _files;
    private readonly Action<string> _report;
    private RandomSource _random;
    private TimeSpan _startUp = TimeSpan.FromMilliseconds(200);
    private int _arrived;

    /// <param name="round">Which of several rounds with one seed.</param>
    /// <param name="watched">The watched folder; empty.</param>
    /// <param name="store">The store.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="files">Files to come, outside the watched folder, in the order of their modification times.</param>
    /// <param name="report">Takes a line per kill.</param>
    public StreamKills(
        int round, string watched, string store, string[] arguments, IReadOnlyList<(string Staged, TopicText Text)> files, Action<string> report)
    {
        _watched = watched;
        _store = store;
        _arguments = arguments;
        _files = files;
        _report = report;
        _random = new RandomSource(Trials.Seed, 2, (ulong)round);
    }

    /// <summary>Kills that found text waiting to be learned.</summary>
    public int MidWay { get; private set; }

    /// <summary>Kills that left an unfinished generation behind.</summary>
    public int InCommits { get; private set; }

    private long Available => _files.Take(_arrived).Sum(file => file.Text.Tokens);

    /// <summary>Starts and kills the program so many times, each of them a trial that is tried; all files have arrived then.</summary>
    public async Task RunAsync(int kills, Trials trials)
    {
        var target = 0.0;
        for (var kill = 0; kill < kills; kill++)
        {
            trials.Try();
            var arrives = _arrived < _files.Count && kill * _files.Count >= _arrived * kills;
            var moment = arrives ? KillMoment.Accepting : (KillMoment)(_random.NextInt32(3) is var other && other > 0 ? other + 1 : 0);
            target = arrives ? 0.05 : target + (_random.NextDouble() * _files.Count / kills);
            await KillAsync(kill, moment, target);
        }
    }

    private async Task KillAsync(int kill, KillMoment moment, double target)
    {
        var start = Stopwatch.GetTimestamp();
        using var program = Launch.StartDaemon(_arguments);
        if (moment == KillMoment.Starting)
        {
            await Task.Delay(_startUp * (1.3 * _random.NextDouble()));
        }
        else
        {
            await program.StartedAsync();
            _startUp = Stopwatch.GetElapsedTime(start);
            await ReachAsync(program, moment, target);
        }

        await program.KillAsync();
        var (tokens, isCommitting) = (StoreState.Tokens(_store), StoreState.IsCommitting(_store));
        MidWay += tokens < Available ? 1 : 0;
        InCommits += isCommitting ? 1 : 0;
        _report($"kill {kill,2} while {moment,-10} after {Stopwatch.GetElapsedTime(start).TotalMilliseconds,5:F0} ms: "
            + $"generation {StoreState.Newest(_store)?.Generation ?? 0,3} with {tokens,8} of {Available,8} tokens"
            + (isCommitting ? ", a commit cut short" : ""));
    }

    private async Task ReachAsync(LiveProgram program, KillMoment moment, double target)
    {
        if (moment == KillMoment.Accepting)
        {
            var (staged, text) = _files[_arrived++];
            var before = StoreState.JournalBytes(_store);
            var growth = text.Bytes.Length * 0.4 * _random.NextDouble();
            File.Move(staged, Path.Combine(_watched, Path.GetFileName(staged)));
            await Deadline.Until(() => StoreState.JournalBytes(_store) - before >= growth || AllLearned(), "the journal to grow", program);
            return;
        }

        var earlier = Available - _files[_arrived - 1].Text.Tokens;
        var tokens = earlier + (long)(Math.Min(target, 0.9) * _files[_arrived - 1].Text.Tokens);
        await Deadline.Until(() => StoreState.Tokens(_store) >= tokens || AllLearned(), $"a generation with {tokens} tokens", program);
        if (moment == KillMoment.Committing)
        {
            await Deadline.Until(() => StoreState.IsCommitting(_store) || AllLearned(), "a commit", program);
            await Task.Delay(_random.NextInt32(12));
        }
        else
        {
            await Task.Delay(_random.NextInt32(120));
        }
    }

    private bool AllLearned() => StoreState.Tokens(_store) == Available;
}

using System.Globalization;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>Prevents an interrupted training from starting over where it need not, and from ending with other vectors than an uninterrupted one.</summary>
public sealed class TrainKillTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-train-");

    public TrainKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ns")]
    [InlineData("ns+hs")]
    public async Task Stopped_and_killed_it_ends_with_the_bytes_of_an_uninterrupted_training(string objective)
    {
        var replay = TestSeed.Replay(nameof(TrainKillTests));
        _output.WriteLine(replay);
        var (first, second) = (TopicText.Write(5_000_000, TestSeed.Value, 0), TopicText.Write(4_000_000, TestSeed.Value, 1));
        string[] files = [_folder.Write("first.txt", first.Bytes), _folder.Write("second.txt.gz", Gzip.Compress(second.Bytes))];
        var (broken, whole) = (_folder.At("broken"), _folder.At("whole"));
        string[] Arguments(string store) =>
            ["train", .. files, "--store", store, "--deterministic", "--objective", objective, "--passes", "2", "--dim", "32", "--window", "3", "--negative", "3", "--progress-every", "10ms"];

        var random = new RandomSource(TestSeed.Value, 3, 0);
        await KillWhileCounting(Arguments(broken), random.NextInt32(300));
        await KillAsync(Arguments(broken), percent: 5 + random.NextInt32(20));
        Assert.Null(StoreState.Newest(broken));
        await StopAsync(Arguments(broken), percent: 10 + random.NextInt32(20));
        var stopped = StoreState.Newest(broken)!;
        Assert.False(stopped.Complete);
        await KillAsync(Arguments(broken), percent: 45);
        Assert.Equal(stopped.Generation, StoreState.Newest(broken)!.Generation);
        await KillInCommitAsync(Arguments(broken), percent: 50);
        await StopAsync(Arguments(broken), percent: 60 + random.NextInt32(15));
        await KillAsync(Arguments(broken), percent: 85);

        var passes = 2;
        (await Launch.RunAsync(Arguments(broken))).Succeeded();
        (await Launch.RunAsync(Arguments(whole))).Succeeded();
        var newest = StoreState.Newest(broken)!;
        Assert.Equal((true, passes * (first.Tokens + second.Tokens)), (newest.Complete, newest.Tokens));
        StoreState.AssertSameModel(whole, broken, replay);
        Assert.Equal(StoreState.Newest(whole)!.Fingerprint, newest.Fingerprint);
        (await Launch.RunAsync("fsck", "--store", broken)).Succeeded();
    }

    private static async Task KillWhileCounting(string[] arguments, int milliseconds)
    {
        using var program = Launch.StartDaemon(arguments);
        await Deadline.Until(() => program.ErrorLine("phase=counting") is not null || program.ErrorLine("phase=training") is not null, "the words to be counted", program);
        await Task.Delay(milliseconds / 10);
        await program.KillAsync();
    }

    private async Task KillAsync(string[] arguments, int percent)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, percent);
        await program.KillAsync();
    }

    private async Task StopAsync(string[] arguments, int percent)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, percent);
        var stopped = (await program.EndByAsync(Signal.Terminate)).Failed(1);
        Assert.Contains("The same command goes on from there", stopped, StringComparison.Ordinal);
    }

    private async Task KillInCommitAsync(string[] arguments, int percent)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, percent);
        var store = arguments[Array.IndexOf(arguments, "--store") + 1];
        Signal.Send(program.Id, Signal.Terminate);
        await Deadline.Until(() => StoreState.IsCommitting(store) || program.HasExited, "a commit");
        if (!program.HasExited)
        {
            Signal.Send(program.Id, Signal.Kill);
        }

        _output.WriteLine($"killed in a commit: exit {(await program.ExitAsync()).Code}");
    }

    /// <summary>Waits for progress beyond a share of the whole training.</summary>
    private async Task ReachAsync(LiveProgram program, int percent)
    {
        string? reached = null;
        await Deadline.Until(() => (reached = program.LastLine("phase=training")) is not null && Percent(reached) >= percent, $"{percent} percent", program);
        _output.WriteLine($"{percent}: {reached}");
    }

    private static double Percent(string line)
    {
        var at = line.IndexOf("percent=", StringComparison.Ordinal);
        return at < 0 ? 0 : double.Parse(line[(at + 8)..].Split(' ')[0], CultureInfo.InvariantCulture);
    }
}

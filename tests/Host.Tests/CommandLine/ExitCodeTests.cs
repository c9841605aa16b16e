using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Ingest;
using StreamW2V.Query.Formats;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Tests.CommandLine;

/// <summary>Prevents scripts from being told the wrong kind of failure, and users from being shown a stack trace or nothing.</summary>
public sealed class ExitCodeTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new StoreDamagedException("'m' is damaged; run `streamw2v fsck --repair`"), ExitCode.BadInput },
        { new BadInputException("a.gz", "is cut short"), ExitCode.BadInput },
        { new BadFormatException("a.bin: row 3 is cut short"), ExitCode.BadInput },
        { new StoreLockedException("store 's' is being written by process 12"), ExitCode.Locked },
        { new StorageException("sync", "s/LOCK", 5), ExitCode.InputOutput },
        { new IOException("No space left on device"), ExitCode.InputOutput },
        { new UnauthorizedAccessException("Access to 'f' is denied"), ExitCode.InputOutput },
        { new FileNotFoundException("Could not find 'f'"), ExitCode.Failed },
        { new FailedException("nothing to learn"), ExitCode.Failed },
        { new OperationCanceledException(), ExitCode.Failed },
        { new AggregateException(new StorageException("write", "f", 28)), ExitCode.InputOutput },
        { new InvalidOperationException("a bug\nin two lines"), ExitCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Every_kind_of_failure_has_its_code_and_one_line(Exception failure, int code)
    {
        var console = new TestConsole { Verbs = LearningVerbs.With((_, _) => Task.FromException<LearningResult>(failure)) };
        var result = await console.RunAsync("train", "f.txt", "--store", "s");
        Assert.Equal(code, result.Code);
        Assert.StartsWith("streamw2v: ", Assert.Single(result.ErrorLines));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_fault_of_the_program_names_itself_and_shows_its_stack_only_when_asked()
    {
        var console = new TestConsole { Verbs = LearningVerbs.With((_, _) => throw new InvalidOperationException("broken.")) };
        var result = await console.RunAsync("train", "f.txt", "--store", "s");
        Assert.Equal("streamw2v: internal error: InvalidOperationException: broken. Set STREAMW2V_DEBUG=1 for the stack trace, and report it.\n", result.Error);
        console["STREAMW2V_DEBUG"] = "1";
        result = await console.RunAsync("train", "f.txt", "--store", "s");
        Assert.Equal(ExitCode.Internal, result.Code);
        Assert.Contains("   at " + typeof(ExitCodeTests).FullName, result.Error);
    }

    [Fact]
    public async Task A_store_that_another_process_writes_is_75()
    {
        using var store = new TinyStore(generations: 2);
        using var writer = StoreFolder.OpenForWriting(store.Path, seedIfNew: 1);
        var result = await new TestConsole().RunAsync("rollback", "1", "--store", store.Path);
        Assert.Equal(ExitCode.Locked, result.Code);
        Assert.Contains(store.Path, Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Nobody_reading_the_output_any_more_is_a_quiet_end()
    {
        using var store = new TinyStore();
        using var error = new StringWriter();
        var code = await Application.RunAsync(["vocab", "--store", store.Path], new TestConsole().Context(new ClosedPipe(), error));
        Assert.Equal((ExitCode.Success, ""), (code, error.ToString()));
    }

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe", 32);
    }
}

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
        var result = await console.RunAsync("train", LearningVerbs.Text, "--store", "s");
        Assert.Equal(code, result.Code);
        Assert.StartsWith("streamw2v: ", Assert.Single(result.ErrorLines));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Missing_files_are_1_in_one_line_for_every_verb_that_reads_files()
    {
        using var store = new TinyStore();
        var (a, b) = (store.File("a.txt"), store.File("missing/b.txt"));
        var link = store.File("link.txt");
        File.CreateSymbolicLink(link, store.File("nowhere.txt"));
        var console = new TestConsole { Verbs = LearningVerbs.All };
        await CheckAsync($"{a}, {b}; check the names", "train", a, LearningVerbs.Text, b);
        await CheckAsync($"{a}; check the name", "import", a);
        await CheckAsync($"{link}; check the name", "import", link);
        await CheckAsync($"{a}, {b}; check the names", "eval", "--analogies", a, "--similarity", b);
        Directory.CreateDirectory(store.File("npy"));
        await CheckAsync($"{store.File("npy")}/vocab.txt; check the name", "import", store.File("npy"));

        async Task CheckAsync(string ending, params string[] arguments)
        {
            var result = await console.RunAsync([.. arguments, "--store", store.Path]);
            Assert.Equal((ExitCode.Failed, $"streamw2v: there is no file {ending}.\n"), (result.Code, result.Error));
        }
    }

    [Fact]
    public async Task A_corpus_file_that_may_not_be_read_is_74_and_one_that_goes_away_is_1()
    {
        foreach (var (cause, code) in new (Exception, int)[] { (new UnauthorizedAccessException(), 74), (new FileNotFoundException(), 1), (new IOException(), 65) })
        {
            var failure = new BadInputException("/a.txt", "the reason", cause);
            var console = new TestConsole { Verbs = LearningVerbs.With((_, _) => Task.FromException<LearningResult>(failure)) };
            var result = await console.RunAsync("train", LearningVerbs.Text, "--store", "s");
            Assert.Equal((code, "streamw2v: /a.txt: the reason.\n"), (result.Code, result.Error));
        }
    }

    [Fact]
    public async Task A_fault_of_the_program_names_itself_and_shows_its_stack_only_when_asked()
    {
        var console = new TestConsole { Verbs = LearningVerbs.With((_, _) => throw new InvalidOperationException("broken.")) };
        var result = await console.RunAsync("train", LearningVerbs.Text, "--store", "s");
        Assert.Equal("streamw2v: internal error: InvalidOperationException: broken. Set STREAMW2V_DEBUG=1 for the stack trace, and report it.\n", result.Error);
        console["STREAMW2V_DEBUG"] = "1";
        result = await console.RunAsync("train", LearningVerbs.Text, "--store", "s");
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

using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Tests.CommandLine;

/// <summary>
/// Prevents mistakes on the command line from being run, from being reported one at a time, or from being reported without a way out.
/// </summary>
public sealed class UsageTests
{
    private readonly TestConsole _console = new() { Verbs = LearningVerbs.All };

    [Fact]
    public async Task The_program_alone_prints_help()
    {
        var result = await _console.RunAsync();
        Assert.Equal((ExitCode.Success, ""), (result.Code, result.Error));
        Assert.All(LearningVerbs.All, verb => Assert.Contains("\n  " + verb.Name, result.Output));
    }

    [Theory]
    [InlineData("train", "--help")]
    [InlineData("help", "train")]
    [InlineData("train", "-h")]
    [InlineData("train", "--dim", "0", "--help")]
    public async Task Help_of_a_verb_shows_options_aliases_defaults_and_ranges(params string[] arguments)
    {
        var result = await _console.RunAsync(arguments);
        Assert.Equal(ExitCode.Success, result.Code);
        var words = string.Join(' ', result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("--dim, --size, --vector-size N Length of a word vector [default: 100; 1..8192 floats]", words);
        Assert.Contains("[default: 0.025 for sg, 0.05 for cbow;", words);
        Assert.DoesNotContain("--checkpoint-every", words);
        Assert.All(result.Output.Split('\n').Skip(3).Where(line => !line.Contains("streamw2v ")), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Everything_wrong_is_reported_together_before_any_file_is_touched()
    {
        using var folder = new TemporaryFolder();
        var store = Path.Combine(folder.Path, "store");
        _console["STREAMW2V__MODEL__WINDW"] = "3";
        var config = folder.Write("c.json", """{ "text": { "lowercaes": true } }""");
        var result = await _console.RunAsync(
            "train", "missing.txt", "--dim", "0", "--threads", "10000", "--min-count", "-1", "-window", "-5", "--sample", "x", "--hs", "1", "--objective", "ns",
            "--frobnicate", "--config", config, "--store", store);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Equal("", result.Output);
        Assert.Equal(
            [
                "streamw2v: unknown option --frobnicate; streamw2v train --help lists the options.",
                "streamw2v: environment variable STREAMW2V__MODEL__WINDW is not an option; did you mean STREAMW2V__MODEL__WINDOW?",
                $"streamw2v: {config} line 1: unknown key \"text.lowercaes\"; did you mean lowercase?",
                "streamw2v: --dim 0: must be from 1 to 8192.",
                "streamw2v: --window -5: must be from 1 to 1000.",
                "streamw2v: --sample x: must be a number such as 0.05 or 1e-4, 0..1.",
                "streamw2v: --min-count -1: must be from 1 to 1000000000.",
                "streamw2v: --threads 10000: must be from 1 to 256 (this machine has 2 cores).",
                "streamw2v: --hs 1 and --objective ns contradict each other: keep one.",
            ],
            result.ErrorLines);
        Assert.False(Path.Exists(store));
    }

    [Theory]
    [InlineData("unknown verb trian; did you mean train?", "trian", "f.txt")]
    [InlineData("unknown verb synonyms; streamw2v --help lists the verbs.", "synonyms")]
    [InlineData("--store stands where the verb should be: write streamw2v VERB [options]; streamw2v --help lists the verbs.", "--store", "s", "nn", "king")]
    [InlineData("--passes is not an option of run; it belongs to train.", "run", "--passes", "3", "--watch", "w", "--store", "s")]
    [InlineData("unknown option --http; streamw2v run --help lists the options.", "run", "--http", "localhost:1", "--watch", "w", "--store", "s")]
    [InlineData("unknown option --dimm; did you mean --dim?", "train", "f", "--dimm=5", "--store", "s")]
    [InlineData("--dim needs a value, 1..8192.", "train", "f", "--store", "s", "--dim")]
    [InlineData("--dim is given 2 times: keep one.", "train", "f", "--store", "s", "--dim", "5", "--size", "6")]
    [InlineData("--store needs a value.", "nn", "king", "--store")]
    [InlineData("similarity takes A B, but was given 3 operands: a b c.", "similarity", "a", "b", "c", "--store", "s")]
    [InlineData("analogy needs A B C: write streamw2v analogy A B C, e.g. streamw2v analogy man king woman --store store.", "analogy", "a", "b", "--store", "s")]
    [InlineData("run takes no operands, but was given f.txt; use train for files, --watch DIR for a folder.", "run", "f.txt", "--watch", "w", "--store", "s")]
    [InlineData("rollback last: must be the number of a generation; streamw2v generations lists them.", "rollback", "last", "--store", "s")]
    [InlineData("--format word2vec: must be one of word2vec-bin, word2vec-text, glove, npy, fasttext-vec, tensorboard, jsonl.", "export", "--format", "word2vec", "-o", "f", "--store", "s")]
    [InlineData("export needs a file to write: give -o FILE.", "export", "--format", "glove", "--store", "s")]
    [InlineData("eval needs a test set: give --analogies FILE or --similarity FILE, or --periodic for the curves of a run.", "eval", "--store", "s")]
    public async Task One_mistake_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        var result = await _console.RunAsync(arguments);
        Assert.Equal("streamw2v: " + expected, Assert.Single(result.ErrorLines));
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_configuration_file_that_does_not_exist_is_an_error_and_one_beside_the_launcher_is_optional()
    {
        var result = await _console.RunAsync("nn", "king", "--store", "s", "--config", "/nonexistent/c.json");
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains("/nonexistent/c.json", Assert.Single(result.ErrorLines));
        _console["STREAMW2V_HOME"] = "/nonexistent";
        Assert.Equal(ExitCode.Failed, (await _console.RunAsync("nn", "king", "--store", "/nonexistent/s")).Code);
    }

    [Fact]
    public async Task The_file_beside_the_launcher_is_read()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "config"));
        folder.Write("config/streamw2v.json", """{ "store": { "dir": "/nonexistent/from-file" } }""");
        _console["STREAMW2V_HOME"] = folder.Path;
        Assert.Contains("/nonexistent/from-file", (await _console.RunAsync("nn", "king")).Error);
        _console["STREAMW2V__STORE__DIR"] = "/nonexistent/from-environment";
        Assert.Contains("/nonexistent/from-environment", (await _console.RunAsync("nn", "king")).Error);
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var result = await _console.RunAsync("--version");
        Assert.Equal(ExitCode.Success, result.Code);
        Assert.Matches(@"^streamw2v \d+\.\d+\.\d+\n$", result.Output);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using StreamW2V.Host.CommandLine;
using StreamW2V.Numerics;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>
/// Prevents the scoring of a run from bending what is learned, from giving other curves after a restart, and <c>eval --periodic</c> from showing other numbers in its
/// table, CSV, JSON and plot.
/// </summary>
public sealed class CurvesOfRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CurvesOfRunTests()
    {
        File.WriteAllText(At("pairs.txt"), "w1\tw2\t5\nw1\tw30\t1\nw4\tw5\t3\nw9\tw8\t4\nw9\tnone\t4\n");
        File.WriteAllText(At("questions.txt"), ": some\nw1 w2 w3 w4\nw5 w6 w7 w8\nnone w6 w7 w8\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_stopped_and_continued_has_the_curves_and_rows_of_one_that_was_not_and_of_one_that_did_not_score()
    {
        string[] scored = ["--evaluate-every", "7000", "--analogies", At("questions.txt"), "--similarity", At("pairs.txt")];
        var lines = Lines(4000);
        await LearnAsync("whole", lines, scored);
        await LearnAsync("parts", lines[..1234], scored);
        await LearnAsync("parts", lines[1234..1235], scored);
        await LearnAsync("parts", lines[1235..], scored);
        await LearnAsync("plain", lines, []);
        Assert.Equal(Hash("whole", "curves.bin"), Hash("parts", "curves.bin"));
        Assert.NotEqual(Hash("whole", "curves.bin"), Hash("plain", "curves.bin"));
        foreach (var file in (string[])["input.npy", "output.npy", "vocabulary.bin", "trainer.bin"])
        {
            Assert.Equal(Hash("whole", file), Hash("parts", file));
            Assert.Equal(Hash("whole", file), Hash("plain", file));
        }
    }

    [Fact]
    public async Task Table_csv_json_and_plot_show_the_same_numbers()
    {
        await LearnAsync("store", Lines(4000), ["--evaluate-every", "7000", "--analogies", At("questions.txt"), "--similarity", At("pairs.txt")]);
        var table = await EvalAsync("--csv", At("c.csv"), "--svg", At("c.svg"));
        Assert.Equal(ExitCode.Success, table.Code);
        var csv = File.ReadAllLines(At("c.csv")).Select(line => line.Split(',')).ToList();
        Assert.Equal(
            ["tokens", "loss", "prequentialLoss", "outOfVocabulary", "vocabulary", "admissions", "evictions", "drift", "treeReplacements", "keptShare", "alpha", "questions", "pairs"], csv[0]);
        var shown = table.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(csv.Count, shown.Count);
        foreach (var (row, cells) in csv.Zip(shown).Skip(1))
        {
            for (var i = 0; i < shown[0].Length; i++)
            {
                var number = row[Array.IndexOf(csv[0], shown[0][i])];
                Assert.Equal(number.Length > 0, cells[i] != "-");
                Assert.True(number.Length == 0 || Math.Abs(Number(number) - Number(cells[i].Replace(",", "", StringComparison.Ordinal))) < 6e-5, $"{number} {cells[i]}");
            }
        }

        using var json = JsonDocument.Parse((await EvalAsync("--json")).Output);
        Assert.Equal(csv[0], json.RootElement.GetProperty("columns").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(csv.Skip(1), json.RootElement.GetProperty("rows").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(cell => cell.ValueKind == JsonValueKind.Null ? "" : cell.GetDouble().ToString("R", CultureInfo.InvariantCulture)).ToArray()));

        // 40,000 tokens: five scorings, and windows that end at 8,192, 16,384 and 32,768, beside the one that is open.
        int Filled(string column) => csv.Skip(1).Count(row => row[Array.IndexOf(csv[0], column)].Length > 0);
        Assert.Equal((5, 5, 4, 4, 2), (Filled("questions"), Filled("pairs"), Filled("prequentialLoss"), Filled("vocabulary"), Filled("drift")));
        var lines = XElement.Load(At("c.svg")).Descendants(XName.Get("polyline", "http://www.w3.org/2000/svg")).ToList();
        Assert.Equal(
            [5, 5, Filled("loss"), Filled("prequentialLoss"), Filled("outOfVocabulary"), Filled("vocabulary"), Filled("drift")],
            lines.Select(line => line.Attribute("points")!.Value.Split(' ').Length));
    }

    [Fact]
    public async Task The_last_score_is_the_one_eval_gives()
    {
        var lines = Lines(4000);
        await LearnAsync("store", lines, ["--evaluate-every", "40000", "--analogies", At("questions.txt"), "--similarity", At("pairs.txt")]);
        var arguments = (string[])["eval", "--analogies", At("questions.txt"), "--similarity", At("pairs.txt"), "--json", "--store", At("store")];
        using var asked = JsonDocument.Parse((await new TestConsole().RunAsync(arguments)).Output);
        using var kept = JsonDocument.Parse((await EvalAsync("--json")).Output);
        var row = kept.RootElement.GetProperty("rows").EnumerateArray().Last();
        Assert.Equal(40_000, row[0].GetDouble());
        Assert.Equal(asked.RootElement.GetProperty("analogies").GetProperty("accuracy").GetDouble(), row[11].GetDouble());
        Assert.Equal(asked.RootElement.GetProperty("similarity")[0].GetProperty("spearman").GetDouble(), row[12].GetDouble());
    }

    [Theory]
    [InlineData("--csv and --svg write the curves of a run", "eval", "--csv", "c.csv", "--analogies", "q")]
    [InlineData("--periodic shows what was scored while run learned", "eval", "--periodic", "--analogies", "q")]
    [InlineData("of run need --evaluate-every TOKENS", "run", "--stdin", "--similarity", "p")]
    [InlineData("--evaluate-every needs a test set", "run", "--stdin", "--evaluate-every", "5000")]
    [InlineData("--evaluate-every 5: must be", "run", "--stdin", "--evaluate-every", "5", "--analogies", "q")]
    public async Task Options_that_do_not_go_together_are_refused(string error, params string[] arguments)
    {
        var result = await new TestConsole().RunAsync([.. arguments, "--store", At("store")]);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_shown_or_read_is_an_error_that_says_why()
    {
        using var imported = new TinyStore();
        var none = await new TestConsole().RunAsync("eval", "--periodic", "--store", imported.Path);
        Assert.Equal(ExitCode.Failed, none.Code);
        Assert.Contains("generation 1 has no curves", none.Error, StringComparison.Ordinal);
        await LearnAsync("store", Lines(10), []);
        Assert.Contains("lies inside the store", (await EvalAsync("--csv", At("store/c.csv"))).Error, StringComparison.Ordinal);
        Assert.Contains("there is no folder", (await EvalAsync("--svg", At("no/c.svg"))).Error, StringComparison.Ordinal);
        Assert.Contains("is a folder", (await EvalAsync("--svg", _folder.Path)).Error, StringComparison.Ordinal);
        File.WriteAllText(At("bad.txt"), "a line before any section\n");
        var bad = await RunAsync("store2", "", "run", "--stdin", "--evaluate-every", "5000", "--analogies", At("bad.txt"));
        Assert.Equal(ExitCode.BadInput, bad.Code);
        var missing = await RunAsync("store2", "", "run", "--stdin", "--evaluate-every", "5000", "--analogies", At("missing.txt"));
        Assert.Equal(ExitCode.Failed, missing.Code);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Lines(int count)
    {
        var random = new RandomSource(8, 0, 0);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, 10).Select(_ => $"w{(int)(90 * random.NextDouble() * random.NextDouble())}")))];
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Hash(string store, string file) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Directory.GetDirectories(At(store + "/generations")).Max()!, file))));

    private Task<ConsoleResult> EvalAsync(params string[] arguments) => new TestConsole().RunAsync(["eval", "--periodic", "--store", At("store"), .. arguments]);

    private async Task LearnAsync(string store, string[] lines, string[] options)
    {
        var result = await RunAsync(store, string.Concat(lines.Select(line => line + "\n")), ["run", "--stdin", "--threads", "1", "--dim", "16", "--sample", "0", .. options]);
        Assert.True(result.Code == ExitCode.Success, result.Error);
    }

    private async Task<ConsoleResult> RunAsync(string store, string input, params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)) };
        var code = await Application.RunAsync([.. arguments, "--store", At(store)], context);
        return new ConsoleResult(code, output.ToString(), error.ToString());
    }
}

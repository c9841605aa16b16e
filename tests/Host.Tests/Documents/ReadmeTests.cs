using System.Globalization;
using System.Reflection;
using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>Prevents README.md from showing commands that fail, options that are gone, or results that nobody gets.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Documents { get; } = ["README.md", "samples/README.md", "CONTRIBUTING.md"];

    [Fact]
    public void The_table_of_verbs_is_what_the_program_offers() => MarkedPart.Equal("README.md", "verbs", ReadmeTables.Verbs());

    [Fact]
    public void The_table_of_options_is_what_the_declarations_write() => MarkedPart.Equal("docs/options.md", "options", OptionTable.Write());

    [Fact]
    public void The_options_that_no_file_sets_are_there_too() =>
        MarkedPart.Equal("docs/options.md", "one-line-options", ReadmeTables.OptionsOfOneLine());

    [Fact]
    public void It_is_short_enough_to_be_read() => Assert.InRange(RepositoryFiles.Read("README.md").Count(c => c == '\n'), 100, 200);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/operations.md")]
    public void Exit_codes_are_those_of_the_program(string document)
    {
        var rows = RepositoryFiles.Read(document).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim()).Where(cell => cell.All(char.IsAsciiDigit) && cell.Length is 1 or 2)
            .Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToList();
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(codes.Select(field => (int)field.GetRawConstantValue()!).Order(), rows);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_command_shown_is_one_the_program_takes(string document)
    {
        foreach (var arguments in ShellExamples.Of(document))
        {
            var result = await new TestConsole { Verbs = PreparedOnly.All, InputIsPiped = true }.RunAsync(arguments);
            Assert.True(result.Code == ExitCode.Success, $"{string.Join(' ', arguments)}: {result.Error}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Files_and_documents_it_points_to_exist(string document)
    {
        var text = RepositoryFiles.Read(document);
        foreach (var link in text.Split("](").Skip(1).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)]))
        {
            var path = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(document)!, link.Split('#')[0]);
            Assert.True(Path.Exists(path), $"{document} points to {link}");
        }
    }

    [Fact]
    public async Task The_quick_start_gives_neighbors_that_make_sense()
    {
        using var folder = new TemporaryFolder();
        string[] Here(string[] arguments) =>
        [
            .. arguments.Select(argument =>
                argument.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(RepositoryFiles.Root, argument)
                : argument is "./store" or "vectors.bin" ? Path.Combine(folder.Path, argument)
                : argument),
        ];

        // All of them in order, but the streams: those never end.
        foreach (var arguments in ShellExamples.Of("README.md").Where(arguments => arguments[0] != "run"))
        {
            var result = await new TestConsole().RunAsync(Here(arguments));
            Assert.True(result.Code == ExitCode.Success && result.Output.Length > 0, $"{string.Join(' ', arguments)}: {result.Error}");
        }

        var asked = await new TestConsole().RunAsync(Here(["nn", "france", "-k", "20", "--store", "./store", "--json"]));
        using var neighbors = JsonDocument.Parse(asked.Output);
        var words = neighbors.RootElement.EnumerateArray().Select(neighbor => neighbor.GetProperty("word").GetString()).ToList();
        string[] countries = ["italy", "belgium", "britain", "germany", "england", "austria", "hungary", "japan"];
        Assert.True(words.Intersect(countries).Count() >= 3, string.Join(' ', words));
    }
}

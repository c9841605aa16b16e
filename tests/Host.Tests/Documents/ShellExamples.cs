using System.Text.RegularExpressions;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>The command lines that a document shows in its <c>sh</c> blocks.</summary>
internal static partial class ShellExamples
{
    /// <summary>The arguments of every call of <c>./streamw2v</c>, in a pipe or alone.</summary>
    public static IReadOnlyList<string[]> Of(string document) =>
    [
        .. Blocks().Matches(RepositoryFiles.Read(document))
            .SelectMany(block => block.Groups[1].Value.Split('\n'))
            .SelectMany(line => line.Split(["|", "&&"], StringSplitOptions.TrimEntries))
            .Where(command => command.StartsWith("./streamw2v ", StringComparison.Ordinal))
            .Select(command => command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]),
    ];

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

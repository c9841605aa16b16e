using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>What a process that has ended left behind.</summary>
/// <param name="Code">Exit code; 128 + the number of the signal that killed it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="ErrorLines">Lines of standard error.</param>
internal sealed partial record Outcome(int Code, string Output, IReadOnlyList<string> ErrorLines)
{
    /// <summary>Lines of standard error that are neither log nor progress: what a user has to read.</summary>
    public IReadOnlyList<string> Faults { get; } =
        [.. ErrorLines.Where(line => !LogLine().IsMatch(line) && !line.StartsWith("progress ", StringComparison.Ordinal))];

    /// <summary>The result as JSON: exactly one line of output.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.True(Output.IndexOf('\n', StringComparison.Ordinal) == Output.Length - 1, $"one line of JSON expected: {this}");
            using var json = JsonDocument.Parse(Output);
            return json.RootElement.Clone();
        }
    }

    /// <summary>Fails the test unless the process ended well and had nothing to complain about.</summary>
    public Outcome Succeeded()
    {
        Assert.True(Code == 0 && Faults.Count == 0, ToString());
        return this;
    }

    /// <summary>
    /// Fails the test unless the process ended with <paramref name="code"/>, no output and one complaint, which is returned.
    /// </summary>
    public string Failed(int code)
    {
        var isSo = Code == code && Output.Length == 0 && Faults.Count == 1;
        Assert.True(isSo, $"exit {code} with one line on standard error expected: {this}");
        Assert.StartsWith("streamw2v: ", Faults[0], StringComparison.Ordinal);
        return Faults[0];
    }

    /// <inheritdoc/>
    public override string ToString() => $"exit {Code}\n--- output\n{Output}--- error\n{string.Join('\n', ErrorLines)}";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (debug|information|warning|error) \d{4} ")]
    private static partial Regex LogLine();
}

using System.Diagnostics;
using StreamW2V.TestKit;

namespace StreamW2V.Store.Tests;

/// <summary>Prevents the list of <c>tests/mutations.sh</c> from falling behind the sources: then that script would prove nothing.</summary>
[Collection(ChildProcesses.Name)]
public sealed class MutationListTests
{
    [Fact]
    public async Task Every_mutation_applies_to_the_sources_exactly_once()
    {
        var start = new ProcessStartInfo("bash", [RepositoryFiles.At("tests/mutations.sh"), "--check"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var printed = script.StandardOutput.ReadToEndAsync();
        var errors = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.True(script.ExitCode == 0, errors);
        Assert.Contains("mutations apply", await printed, StringComparison.Ordinal);
    }
}

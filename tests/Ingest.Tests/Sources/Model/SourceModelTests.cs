using System.Globalization;
using Xunit.Abstractions;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// Prevents any interleaving of what happens to files and what happens to the program from losing a word, reading one twice, or joining lines: random sequences
/// of writes, rotations, truncations, copies, compressions, links, moves and kills, against a model of what can be known.
/// </summary>
/// <remarks>
/// What is knowable: words in a visible file at the end must have been read once. Words that left the folder must have been read if the program had the file
/// open and was not killed before it could look again. Words that were truncated away, or deleted while the program was down, may be missing; none may
/// come twice, but for what a file keeps that loses its end, which counts as new. A line may end early only where a last line without end was idle or gone.
/// </remarks>
public sealed class SourceModelTests(ITestOutputHelper output)
{
    private const string CountVariable = "STREAMW2V_ENDURANCE_SOURCES";
    private const string SeedVariable = "STREAMW2V_SOURCES_SEED";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Whatever_happens_each_word_that_can_be_known_is_read_once_and_in_order(int half)
    {
        int count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "150", CultureInfo.InvariantCulture);
        ulong first = ulong.Parse(Environment.GetEnvironmentVariable(SeedVariable) ?? "0", CultureInfo.InvariantCulture);
        var totals = new ModelTotals();
        for (int i = half * count / 2; i < (half + 1) * count / 2; i++)
        {
            ulong seed = first + (ulong)i;
            var operations = ModelOperation.Sequence(new TestNumbers(seed));
            if (await ModelRun.FailureOfAsync(seed, operations, totals) is { } failure)
            {
                var shrunk = await ShrinkAsync(seed, operations);
                Assert.Fail(
                    $"seed {seed}: {failure}\nreplay: {SeedVariable}={seed} {CountVariable}=2 dotnet test tests/Ingest.Tests -c Release --filter {nameof(SourceModelTests)}\n"
                    + $"shrunk to {shrunk.Count} steps ({await ModelRun.FailureOfAsync(seed, shrunk, new ModelTotals())}):\n{string.Join('\n', shrunk)}");
            }
        }

        output.WriteLine($"seeds {first} up: {totals}");
    }

    /// <summary>Takes steps out, many at a time and then few, as long as it still fails.</summary>
    private static async Task<List<ModelOperation>> ShrinkAsync(ulong seed, ModelOperation[] operations)
    {
        var shrunk = operations.ToList();
        for (int size = shrunk.Count / 2; size >= 1; size /= 2)
        {
            for (int start = shrunk.Count - size; start >= 0; start -= size)
            {
                var less = shrunk[..start].Concat(shrunk[(start + size)..]).ToList();
                if (await ModelRun.FailureOfAsync(seed, less, new ModelTotals()) is not null)
                {
                    shrunk = less;
                }

                start = Math.Min(start, shrunk.Count);
            }
        }

        return shrunk;
    }
}

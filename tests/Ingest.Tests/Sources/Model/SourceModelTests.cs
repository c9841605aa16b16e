using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// Prevents any interleaving of what happens to files and what happens to the program from losing a word, reading one twice, or joining lines: random sequences
/// of writes, rotations, truncations, copies, compressions, links, moves and kills, against a model of what can be known.
/// </summary>
/// <remarks>
/// What is knowable: words in a visible file at the end must have been read once. Words that left the folder must have been read if the program had the file
/// open and was not killed before it could look again. Words that were truncated away, or deleted while the program was down, may be missing; none may
/// come twice, but for what a file keeps that loses its end, which counts as new, and for a copy that lacks words which were read from the original before this was
/// truncated or gone: that it is a copy cannot always be verified, and twice is better than never. A line may end early only where a last line without end was idle or gone.
/// </remarks>
[Trait("Endurance", "sources")]
public sealed class SourceModelTests(ITestOutputHelper output)
{
    private const int Shares = 2;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Whatever_happens_each_word_that_can_be_known_is_read_once_and_in_order(int share)
    {
        using var trials = Trials.Begin("sources", 150, typeof(SourceModelTests), output.WriteLine, Shares);
        var totals = new ModelTotals();
        for (int i = 0; i < trials.Count; i++)
        {
            ulong seed = Trials.Seed + (ulong)((share * trials.Count) + i);
            var operations = ModelOperation.Sequence(new TestNumbers(seed));
            trials.Try();
            if (await ModelRun.FailureOfAsync(seed, operations, totals) is { } failure)
            {
                var shrunk = await ShrinkAsync(seed, operations);
                Assert.Fail(
                    $"seed {seed}: {failure}\nreplay: STREAMW2V_TEST_SEED={seed} STREAMW2V_ENDURANCE_SOURCES=1 dotnet test -c Release tests/Ingest.Tests --filter Endurance=sources\n"
                    + $"shrunk to {shrunk.Count} steps ({await ModelRun.FailureOfAsync(seed, shrunk, new ModelTotals())}):\n{string.Join('\n', shrunk)}");
            }

            trials.Survived();
        }

        output.WriteLine(totals.ToString());
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

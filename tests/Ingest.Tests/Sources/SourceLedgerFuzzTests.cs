using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>
/// Prevents damaged bytes from being taken for how far the sources were read: with a wrong checksum they are refused; with one that was made to fit they are
/// refused, or are exactly what a ledger writes.
/// </summary>
public sealed class SourceLedgerFuzzTests(ITestOutputHelper output)
{
    private const string Suite = "fuzz-sources";
    private const int Fast = 1000;

    [Fact]
    [Trait("Endurance", Suite)]
    public void No_changed_list_of_sources_is_read_as_another()
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine);
        var whole = SourceLedgerTests.Filled().Write();
        for (var trial = 0; trial < trials.Count; trial++)
        {
            if (ChosenCase.Name is { } chosen && chosen != $"{trial}")
            {
                continue;
            }

            trials.Try();
            try
            {
                var choices = new Choices(Trials.Seed, (ulong)trial);
                var fits = choices.Next(5) > 0;
                var body = ByteMutation.Of(whole.AsSpan(0, whole.Length - 4), choices);
                byte[] changed = fits ? [.. body, .. BitConverter.GetBytes(Crc32C.Compute(body))] : ByteMutation.Of(whole, choices);
                FuzzBound.Run(() => Read(changed, fits, trials), 16 << 20);
            }
            catch (Exception error)
            {
                throw ChosenCase.Failed(error, $"{trial}", trials);
            }
        }
    }

    private static void Read(byte[] changed, bool fits, Trials trials)
    {
        try
        {
            var ledger = SourceLedger.Read(changed, "/store/sources.bin");
            Assert.True(fits, "it was taken for the one committed");
            Assert.Equal(changed, ledger.Write());

            // What it cannot know is where the files are; reading on from there must not crash it.
            ledger.Apply(ledger.LastSequence < long.MaxValue ? ledger.LastSequence + 1 : ledger.LastSequence, RecordKind.SourceOpened, ledger.NextId, 0, 0, 0, SourceLedgerTests.Describe("/in/new", 99).Encode());
            trials.Survived();
        }
        catch (StoreDamagedException error)
        {
            Assert.Contains("sources.bin", error.Message, StringComparison.Ordinal);
            Assert.Matches("`streamw2v |use the program that wrote it", error.Message);
            trials.Refused();
        }
    }
}

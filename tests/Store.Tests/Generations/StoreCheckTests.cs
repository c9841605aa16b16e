using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents damage from going unreported, and a repair from deleting anything or taking the last generation away.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StorePath => _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_store_has_no_findings()
    {
        SampleStore.Make(StorePath, 3);
        Assert.Empty(StoreCheck.Run(StorePath));
        Assert.Empty(StoreCheck.Repair(StorePath));
    }

    [Fact]
    public void What_is_no_store_is_refused_and_not_touched()
    {
        Assert.Throws<StorageException>(() => StoreCheck.Run(StorePath));
        Directory.CreateDirectory(StorePath);
        Assert.Throws<StoreDamagedException>(() => StoreCheck.Repair(StorePath));
        Assert.Empty(Directory.GetFileSystemEntries(StorePath));
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("vocabulary.bin")]
    [InlineData("input.npy")]
    public void A_damaged_generation_is_found_and_moved_to_quarantine_with_the_reason(string name)
    {
        SampleStore.Make(StorePath, 3);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 3, name), 20);
        byte[] damaged = File.ReadAllBytes(SampleStore.PathOf(StorePath, 3, name));
        var finding = Assert.Single(StoreCheck.Run(StorePath));
        Assert.Equal((FindingSeverity.Error, false), (finding.Severity, finding.Repaired));
        Assert.Contains(SampleStore.PathOf(StorePath, 3, name), finding.Sentence, StringComparison.Ordinal);

        var repaired = Assert.Single(StoreCheck.Repair(StorePath));
        Assert.Equal((finding.Sentence, true), (repaired.Sentence, repaired.Repaired));
        Assert.Equal(damaged, File.ReadAllBytes(_folder.At("store", "quarantine", "generation-0000000003", name)));
        Assert.Equal(finding.Sentence + "\n", File.ReadAllText(_folder.At("store", "quarantine", "generation-0000000003.reason.txt")));
        Assert.Empty(StoreCheck.Run(StorePath));

        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        Assert.Equal(2, store.OpenNewest()!.Number);
        Assert.Equal(4, SampleStore.Commit(store).Number);
    }

    [Fact]
    public void The_last_generation_is_never_taken_away()
    {
        SampleStore.Make(StorePath, 2);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 1, "trainer.bin"), 0);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 2, "trainer.bin"), 0);
        var findings = StoreCheck.Repair(StorePath);
        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding => Assert.False(finding.Repaired));
        using var store = StoreFolder.OpenForReading(StorePath);
        Assert.Equal([1, 2], store.GenerationNumbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lost_identity_is_made_again_from_the_newest_generation(bool damagedOnly)
    {
        SampleStore.Make(StorePath, 2);
        byte[] whole = File.ReadAllBytes(_folder.At("store", "store.json"));
        if (damagedOnly)
        {
            SampleStore.FlipBit(_folder.At("store", "store.json"), 30);
        }
        else
        {
            File.Delete(_folder.At("store", "store.json"));
        }

        Assert.False(Assert.Single(StoreCheck.Run(StorePath)).Repaired);
        Assert.True(Assert.Single(StoreCheck.Repair(StorePath)).Repaired);
        Assert.Equal(whole, File.ReadAllBytes(_folder.At("store", "store.json")));
        Assert.Equal(damagedOnly, File.Exists(_folder.At("store", "quarantine", "store.json")));
        Assert.Empty(StoreCheck.Run(StorePath));
    }

    [Fact]
    public void Unfinished_and_rolled_back_folders_are_notes()
    {
        SampleStore.Make(StorePath, 2);
        using (var store = StoreFolder.OpenForWriting(StorePath, 1))
        {
            store.Rollback(1);
        }

        Directory.CreateDirectory(_folder.At("store", "generations", "0000000009.tmp"));
        Assert.Equal([FindingSeverity.Note, FindingSeverity.Note], StoreCheck.Run(StorePath).Select(finding => finding.Severity));
    }

    [Fact]
    public void A_row_that_is_not_finite_is_a_warning_with_the_generation_to_go_back_to()
    {
        using (var store = StoreFolder.OpenForWriting(StorePath, SampleStore.Seed))
        {
            SampleStore.Commit(store);
            SampleStore.Commit(store, float.NaN);
        }

        var finding = Assert.Single(StoreCheck.Run(StorePath));
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("row 0 of", finding.Sentence, StringComparison.Ordinal);
        Assert.Contains("rollback 1", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_journal_is_found_and_repaired_up_to_the_damage()
    {
        SampleStore.Make(StorePath, 1);
        string journal = _folder.At("store", "journal");
        using (var writer = JournalWriter.Open(PosixStorage.Instance, journal, new JournalOptions(), TimeProvider.System))
        {
            for (int i = 0; i < 30; i++)
            {
                writer.Append(RecordKind.Text, 1, i, i + 1, 0, "a line of text\n"u8);
            }

            writer.Sync();
        }

        Assert.Empty(StoreCheck.Run(StorePath));
        string segment = Assert.Single(Directory.GetFiles(journal));
        SampleStore.FlipBit(segment, new FileInfo(segment).Length * 2 / 3);
        var finding = Assert.Single(StoreCheck.Run(StorePath));
        Assert.Equal((FindingSeverity.Error, segment, false), (finding.Severity, finding.Path, finding.Repaired));
        Assert.True(Assert.Single(StoreCheck.Repair(StorePath)).Repaired);
        Assert.Empty(StoreCheck.Run(StorePath));
    }

    [Fact]
    public void A_journal_that_does_not_reach_the_newest_generation_is_an_error()
    {
        SampleStore.Make(StorePath, 1);
        string journal = _folder.At("store", "journal");
        using (var writer = JournalWriter.Open(PosixStorage.Instance, journal, new(), TimeProvider.System, firstSequenceIfEmpty: 50))
        {
            writer.Append(RecordKind.Text, 1, 0, 1, 0, "a line of text\n"u8);
            writer.Sync();
        }

        var finding = Assert.Single(StoreCheck.Run(StorePath));
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.Contains("from 10 on", finding.Sentence, StringComparison.Ordinal);
        Assert.True(Assert.Single(StoreCheck.Repair(StorePath)).Repaired);
        Assert.Empty(StoreCheck.Run(StorePath));
    }
}

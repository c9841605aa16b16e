using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents damage from being learned on, answered from, or turned into a silent start from empty.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => ["manifest.json", "input.npy", "vocabulary.bin", "trainer.bin", "empty.bin"];

    private string StorePath => _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_of_the_newest_generation_leads_back_to_the_one_before(string name)
    {
        SampleStore.Make(StorePath, 3);
        string path = SampleStore.PathOf(StorePath, 3, name);
        byte[] whole = File.ReadAllBytes(path);
        var damages = new List<Action>
        {
            () => File.Delete(path),
            () => File.WriteAllBytes(path, [.. whole, 0]),
        };
        if (whole.Length > 0)
        {
            damages.Add(() => File.WriteAllBytes(path, whole[..^1]));
            damages.Add(() => File.WriteAllBytes(path, []));
            damages.Add(() => SampleStore.FlipBit(path, 0));
            damages.Add(() => SampleStore.FlipBit(path, whole.Length / 2));
            damages.Add(() => SampleStore.FlipBit(path, whole.Length - 1, bit: 7));
        }

        foreach (var damage in damages)
        {
            File.WriteAllBytes(path, whole);
            damage();
            using var store = StoreFolder.OpenForWriting(StorePath, 1);
            var skipped = new List<(long Number, string Reason)>();
            Assert.Equal(2, store.OpenNewest((number, reason) => skipped.Add((number, reason)))!.Number);
            var (number, reason) = Assert.Single(skipped);
            Assert.Equal(3, number);
            Assert.Contains(path, reason, StringComparison.Ordinal);
            Assert.Contains("`streamw2v fsck --repair`", reason, StringComparison.Ordinal);
            Assert.Contains("`streamw2v rollback N`", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void When_no_generation_is_whole_opening_fails_and_names_the_newest()
    {
        SampleStore.Make(StorePath, 2);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 1, "trainer.bin"), 0);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 2, "trainer.bin"), 0);
        using var store = StoreFolder.OpenForReading(StorePath);
        Assert.Contains(
            SampleStore.PathOf(StorePath, 2, "trainer.bin"),
            Assert.Throws<StoreDamagedException>(() => store.OpenNewest()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_checks_the_matrices_it_opens_and_a_writer_all_of_them()
    {
        SampleStore.Make(StorePath, 2);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 2, "input.npy"), 5000);
        using var writer = StoreFolder.OpenForWriting(StorePath, 1);
        Assert.Equal(1, writer.OpenNewest()!.Number);
        using var reader = StoreFolder.OpenForReading(StorePath);
        Assert.Equal(1, reader.OpenNewest(verifyMatrices: true)!.Number);
        var newest = reader.OpenNewest()!;
        Assert.Equal(2, newest.Number);
        Assert.Throws<StoreDamagedException>(() => newest.MapReadOnly("input.npy"));
        newest.MapReadOnly("input.npy", verify: false).Dispose();
    }

    [Fact]
    public void A_sector_that_cannot_be_read_is_passed_over_but_a_missing_permission_is_not()
    {
        SampleStore.Make(StorePath, 2);
        var storage = new RecordingStorage();
        int errorNumber = 5;
        string unreadable = SampleStore.PathOf(StorePath, 2, "trainer.bin");
        storage.BeforeOpen = path => _ = path == unreadable ? throw new StorageException("read", path, errorNumber) : 0;
        using var store = StoreFolder.OpenForReading(StorePath, storage);
        Assert.Equal(1, store.OpenNewest()!.Number);
        errorNumber = 13;
        Assert.Equal(13, Assert.Throws<StorageException>(() => store.OpenNewest()).ErrorNumber);
    }

    [Fact]
    public void A_generation_of_another_store_or_of_another_number_is_refused()
    {
        SampleStore.Make(StorePath, 1);
        using (StoreFolder.OpenForWriting(_folder.At("other"), 8))
        {
        }

        Directory.Move(_folder.At("store", "generations", "0000000001"), _folder.At("other", "generations", "0000000001"));
        using var other = StoreFolder.OpenForReading(_folder.At("other"));
        Assert.Contains("seed 7", Assert.Throws<StoreDamagedException>(() => other.OpenGeneration(1)).Message, StringComparison.Ordinal);
        Directory.Move(_folder.At("other", "generations", "0000000001"), _folder.At("store", "generations", "0000000005"));
        using var store = StoreFolder.OpenForReading(StorePath);
        Assert.Contains(
            "that of generation 1",
            Assert.Throws<StoreDamagedException>(() => store.OpenGeneration(5)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_identity_is_refused()
    {
        SampleStore.Make(StorePath, 1);
        byte[] whole = File.ReadAllBytes(_folder.At("store", "store.json"));
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            Assert.Throws<StoreDamagedException>(() => StoreIdentity.Read(damaged, "store.json"));
            Assert.Throws<StoreDamagedException>(() => StoreIdentity.Read(whole[..at], "store.json"));
        }

        File.Delete(_folder.At("store", "store.json"));
        Assert.Contains(
            "fsck --repair",
            Assert.Throws<StoreDamagedException>(() => StoreFolder.OpenForReading(StorePath)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "fsck --repair",
            Assert.Throws<StoreDamagedException>(() => StoreFolder.OpenForWriting(StorePath, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_whose_rows_do_not_fit_the_dimension_is_refused_though_its_checksum_fits()
    {
        using var store = StoreFolder.OpenForWriting(StorePath, SampleStore.Seed);
        using var writer = store.BeginGeneration();
        SampleStore.Add(writer);
        var generation = writer.Commit(SampleStore.ManifestOf(1) with { Dimension = SampleStore.Dimension * 2 });
        Assert.Contains(
            "rows of 32 floats where dimension 40 takes 48",
            Assert.Throws<StoreDamagedException>(() => generation.Verify(matrices: false)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_larger_than_one_can_be_is_refused_before_it_is_read()
    {
        SampleStore.Make(StorePath, 1);
        var identity = StoreIdentity.FromSeed(SampleStore.Seed);
        File.WriteAllBytes(_folder.At("store", "store.json"), SealedJson.Write(writer =>
        {
            writer.WriteNumber("formatVersion", 1);
            writer.WriteNumber("seed", identity.Seed);
            writer.WriteString("hashKey", Convert.ToHexStringLower(identity.HashKey));
            writer.WriteString("padding", new string(' ', 70_000));
        }));
        Assert.Contains(
            "at most 65536 make sense",
            Assert.Throws<StoreDamagedException>(() => StoreFolder.OpenForReading(StorePath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_for_a_file_the_generation_does_not_have_names_it()
    {
        SampleStore.Make(StorePath, 1);
        using var store = StoreFolder.OpenForReading(StorePath);
        var generation = store.OpenNewest()!;
        Assert.Contains(
            "nodes.npy",
            Assert.Throws<StoreDamagedException>(() => generation.MapReadOnly("nodes.npy")).Message,
            StringComparison.Ordinal);
        Assert.Throws<StoreDamagedException>(() => generation.ReadFile("../../store.json"));
    }
}

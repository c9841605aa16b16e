using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using Xunit;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Prevents a damaged, cut, swapped or hostile archive from being answered from, from crashing the program, and from taking others with it.</summary>
public sealed class ArchiveDamageTests
{
    private const int Trials = 400;

    [Fact]
    public void Changed_bytes_are_noticed_and_take_only_what_depends_on_them()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 4);
        var lcg = new Journal.Lcg(20261121);
        using var store = StoreFolder.OpenForReading(folder.Path);
        for (int trial = 0; trial < Trials; trial++)
        {
            long damaged = 1 + lcg.Next(4);
            string path = ArchiveSample.PathOf(folder.Path, damaged);
            byte[] sound = File.ReadAllBytes(path);
            byte[] changed = Change(sound, lcg, trial);
            if (changed.AsSpan().SequenceEqual(sound))
            {
                continue;
            }

            File.WriteAllBytes(path, changed);
            for (long number = 1; number <= 4; number++)
            {
                // 1 is the key frame of all.
                bool depends = number == damaged || damaged == 1;
                try
                {
                    Assert.Equal(contents[(int)number], ArchiveSample.Content(store, number));
                    Assert.True(number != damaged || !IsVerified(store, number), $"trial {trial}: damage to {damaged} was not noticed");
                }
                catch (StoreDamagedException error)
                {
                    Assert.True(depends, $"trial {trial}: damage to {damaged} took {number}: {error.Message}");
                    Assert.DoesNotContain('\n', error.Message);
                }
            }

            File.WriteAllBytes(path, sound);
        }

        ArchiveTests.AssertContents(store, contents);
    }

    [Fact]
    public void A_missing_base_is_named()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 2);
        File.Delete(ArchiveSample.PathOf(folder.Path, 1));
        using var store = StoreFolder.OpenForReading(folder.Path);
        var error = Assert.Throws<StoreDamagedException>(() => store.OpenGeneration(2));
        Assert.Contains("difference from generation 1, and", error.Message, StringComparison.Ordinal);
        Assert.Contains("is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_frame_of_the_same_number_is_not_taken_for_the_base()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.At("a"), 2);
        using (var store = StoreFolder.OpenForWriting(folder.At("b"), SampleStore.Seed))
        {
            for (int i = 0; i < 3; i++)
            {
                ArchiveSample.Commit(store, 90);
            }

            new Retention(store, ArchiveSample.Daily).Archive(null, null, CancellationToken.None);
        }

        File.Copy(ArchiveSample.PathOf(folder.At("b"), 1), ArchiveSample.PathOf(folder.At("a"), 1), overwrite: true);
        using var mixed = StoreFolder.OpenForReading(folder.At("a"));
        Assert.Contains("is not the key frame", Assert.Throws<StoreDamagedException>(() => mixed.OpenGeneration(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_of_another_store_and_of_another_number_are_refused()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 2);
        File.Copy(ArchiveSample.PathOf(folder.Path, 1), ArchiveSample.PathOf(folder.Path, 7));
        using var store = StoreFolder.OpenForReading(folder.Path);
        Assert.Contains("it holds generation 1, not 7", Assert.Throws<StoreDamagedException>(() => store.OpenGeneration(7)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder.At("store.json"), StoreIdentity.FromSeed(8).ToBytes());
        using var other = StoreFolder.OpenForReading(folder.Path);
        Assert.Contains("seed 7", Assert.Throws<StoreDamagedException>(() => other.OpenGeneration(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_named()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 1);
        byte[] bytes = File.ReadAllBytes(ArchiveSample.PathOf(folder.Path, 1));
        bytes[8] = 9;
        File.WriteAllBytes(ArchiveSample.PathOf(folder.Path, 1), bytes);
        using var store = StoreFolder.OpenForReading(folder.Path);
        Assert.Contains("archive version 9, this program reads 1", Assert.Throws<StoreDamagedException>(() => store.OpenGeneration(1)).Message, StringComparison.Ordinal);
    }

    private static bool IsVerified(StoreFolder store, long number)
    {
        store.OpenGeneration(number).Verify(matrices: true);
        return true;
    }

    private static byte[] Change(byte[] sound, Journal.Lcg lcg, int trial)
    {
        byte[] changed = [.. sound];
        switch (trial % 5)
        {
            case 0:
                return changed[..lcg.Next(changed.Length)];
            case 1:
                return [.. changed, .. lcg.Noise(1 + lcg.Next(40))];
            case 2:
                lcg.Noise(8).CopyTo(changed, lcg.Next(changed.Length - 8));
                return changed;
            case 3:
                // Within the fixed fields of the header.
                changed[lcg.Next(48)] ^= (byte)(1 << lcg.Next(8));
                return changed;
            default:
                changed[lcg.Next(changed.Length)] ^= (byte)(1 << lcg.Next(8));
                return changed;
        }
    }
}

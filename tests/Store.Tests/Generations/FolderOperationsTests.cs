using StreamW2V.Store.Generations;
using StreamW2V.TestKit.Disks;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents a folder full of durable files from going with the power because its own name never was durable.</summary>
public sealed class FolderOperationsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_is_durable_whoever_made_it(bool wasKilled)
    {
        var disk = new SimulatedDisk(DiskImage.Empty("/store"));
        if (wasKilled)
        {
            disk.CreateDirectory("/store/archive");
        }

        disk.CreateDirectoryDurably("/store/archive");
        Assert.True(NothingElse(disk).Entries.ContainsKey("/store/archive"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_are_its_parents(bool wasKilled)
    {
        var disk = new SimulatedDisk(DiskImage.Empty("/"));
        if (wasKilled)
        {
            disk.CreateDirectory("/a");
        }

        disk.CreateDirectoryDurably("/a/b/c");
        Assert.Equal(["/a", "/a/b", "/a/b/c"], NothingElse(disk).Entries.Keys);
    }

    /// <summary>What is left if the power fails now and nothing has happened that is not durable.</summary>
    private static DiskImage NothingElse(SimulatedDisk disk) => new CrashPoint(disk, disk.Changes).State(_ => false, CrashTail.Zeros);
}

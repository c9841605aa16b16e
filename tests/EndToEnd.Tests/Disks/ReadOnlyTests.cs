using StreamW2V.EndToEnd.Tests.Calls;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Disks;

/// <summary>Prevents a store that cannot be written from being anything but readable, and from costing more than one line.</summary>
public sealed class ReadOnlyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("streamw2v-readonly-");

    public void Dispose() => _folder.Dispose();

    [NeedsFact(Tools.LoopMounts, "mkfs.ext4")]
    public async Task On_a_read_only_file_system_queries_answer_and_writers_end_with_74()
    {
        using var disk = new LoopDisk(_folder.Path, "ext4", 24);
        var store = Path.Combine(disk.Path, "store");
        var run = new SmallRun { Watched = _folder.Folder("text") };
        await run.FinishAsync(store);
        disk.MakeReadOnly(true);
        string[][] writers =
        [
            run.Arguments(store),
            ["run", "--stdin", "--store", store + "new"],
            ["rollback", "1", "--store", store],
            ["forget", "and0", "--store", store],
        ];
        foreach (var writer in writers)
        {
            Assert.Contains("Read-only file system", (await Launch.RunAsync(writer)).Failed(74), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await Neighbors.WordsAsync(store, "and0"));
        (await Launch.RunAsync("status", "--store", store)).Succeeded();
        (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
        disk.MakeReadOnly(false);
        await run.FinishAsync(store);
    }
}

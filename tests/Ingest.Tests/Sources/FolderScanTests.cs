using StreamW2V.Ingest.Sources;
using StreamW2V.TestKit;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents a scan that takes the memory of the last one from showing what that one saw, or from taking memory of its own.</summary>
public sealed class FolderScanTests : IDisposable
{
    private const int Files = 5000;

    private readonly TemporaryFolder _folder = new("streamw2v-scan-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_scan_in_the_memory_of_the_last_one_shows_what_is_there_now()
    {
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllText(_folder.At($"a log of an hour {i}.log"), "");
        }

        File.WriteAllText(_folder.At(".hidden"), "");
        string[] folders = [_folder.Path, _folder.At("missing")];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var scan = FolderScan.Run(folders, followSymlinks: false);
        var first = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Files, 1, 2), (scan.Files.Count, scan.IgnoredNames, scan.Roots.Count));

        scan.Forget();
        File.Delete(_folder.At(".hidden"));
        File.Delete(_folder.At("a log of an hour 17.log"));
        before = GC.GetAllocatedBytesForCurrentThread();
        var second = FolderScan.Run(folders, followSymlinks: false, scan);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, first - (Files * 100)); // lists that grow
        var fresh = FolderScan.Run(folders, followSymlinks: false);
        Assert.Equal(fresh.Files, second.Files);
        Assert.Equal(fresh.Roots, second.Roots);
        Assert.Equal((Files - 1, 0, 0, 0), (second.Files.Count, second.IgnoredNames, second.SkippedLinks, second.UnseenPaths));
    }
}

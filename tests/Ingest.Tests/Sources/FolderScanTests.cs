using StreamW2V.Ingest.Sources;
using StreamW2V.TestKit;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents a scan from showing what the one before it saw, or from taking memory of its own.</summary>
public sealed class FolderScanTests : IDisposable
{
    private const int Files = 5000;

    private readonly TemporaryFolder _folder = new("streamw2v-scan-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_scan_shows_what_is_there_now_and_takes_no_lists_of_its_own()
    {
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllText(_folder.At($"a log of an hour {i}.log"), "");
        }

        File.WriteAllText(_folder.At(".hidden"), "");
        string[] folders = [_folder.Path, _folder.At("missing")];
        var scan = new FolderScan(folders, followSymlinks: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        scan.Run();
        var first = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Files, 1, 2), (scan.Files.Count, scan.IgnoredNames, scan.Roots.Count));

        File.Delete(_folder.At(".hidden"));
        File.Delete(_folder.At("a log of an hour 17.log"));
        before = GC.GetAllocatedBytesForCurrentThread();
        scan.Run();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, first - (Files * 100)); // lists that grow
        var fresh = new FolderScan(folders, followSymlinks: false);
        fresh.Run();
        Assert.Equal(fresh.Files, scan.Files);
        Assert.Equal(fresh.Roots, scan.Roots);
        Assert.Equal((Files - 1, 0, 0, 0), (scan.Files.Count, scan.IgnoredNames, scan.SkippedLinks, scan.UnseenPaths));
    }
}

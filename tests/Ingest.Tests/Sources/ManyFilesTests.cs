using System.Diagnostics;
using StreamW2V.Ingest.Sources;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>
/// Prevents a folder full of files from exhausting descriptors or memory, from being read twice after kills, and from making checkpoints pause: thousands of files
/// dropped at once, 100,000 in the long suite.
/// </summary>
[Trait("Endurance", "many-files")]
public sealed class ManyFilesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Files_dropped_in_one_go_are_each_read_once_through_kills_with_few_descriptors()
    {
        using var trials = Trials.Begin("many-files", 1500, typeof(ManyFilesTests), output.WriteLine);
        using var bench = new IntakeBench();
        var numbers = new TestNumbers(Trials.Seed);
        for (int i = 0; i < trials.Count; i++)
        {
            trials.Try();
            File.WriteAllText(bench.At($"file-{i}"), $"content of {i}\n");
        }

        bench.Options = bench.Options with { OpenFiles = 96 };
        bench.JournalOptions = bench.JournalOptions with { SegmentBytes = 8 << 20 };
        int kills = 0;
        var watch = Stopwatch.StartNew();
        for (int lives = 0; lives < 5; lives++)
        {
            bench.Storage = new FragileStorage { WritesLeft = numbers.Next(trials.Count / 2), LastWriteBytes = numbers.Next(300) };
            try
            {
                await bench.RunOnceAsync();
            }
            catch (KilledException)
            {
                kills++;
            }
        }

        bench.Storage = new FragileStorage();
        int most = 0;
        await bench.RunOnceAsync(meanwhile: _ => most = Math.Max(most, OpenDescriptors.To(bench.Folder).Count));
        var reading = watch.Elapsed;
        await bench.RunOnceAsync();
        var lines = bench.Lines();
        Assert.Equal(
            Enumerable.Range(0, trials.Count).Select(i => $"content of {i}").Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.InRange(most, 1, 97);
        Assert.True(kills > 0);
        trials.Survived(trials.Count);
        Measure(bench, reading, kills, most);
    }

    private void Measure(IntakeBench bench, TimeSpan reading, int kills, int most)
    {
        var watch = Stopwatch.StartNew();
        var scan = new FolderScan([bench.Folder], followSymlinks: false);
        scan.Run();
        var scanning = watch.Elapsed;
        var ledger = bench.Recover();
        watch.Restart();
        var snapshot = ledger.Capture();
        var pause = watch.Elapsed;
        watch.Restart();
        byte[] bytes = snapshot.Write();
        var writing = watch.Elapsed;
        watch.Restart();
        var read = SourceLedger.Read(bytes, "sources.bin");
        output.WriteLine(
            $"{scan.Files.Count} files: read in {reading.TotalSeconds:F1} s with {kills} kills, at most {most} open, scan {scanning.TotalMilliseconds:F0} ms, "
            + $"capture {pause.TotalMilliseconds:F2} ms, sources.bin {bytes.Length} bytes written in {writing.TotalMilliseconds:F0} ms "
            + $"and read in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(scan.Files.Count, read.Count);
        Assert.True(pause < TimeSpan.FromMilliseconds(50), $"the capture took {pause}");
    }
}

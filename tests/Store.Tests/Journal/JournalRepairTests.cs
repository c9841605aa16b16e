using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>
/// Prevents a repair that loses records it could keep, deletes what it could not read, or cannot be run again after a crash.
/// </summary>
public sealed class JournalRepairTests
{
    private const string Quarantine = "/store/quarantine";

    [Fact]
    public void A_whole_journal_is_left_alone()
    {
        var storage = Journal(out _);
        storage.Operations.Clear();
        Assert.Empty(JournalRepair.Run(storage, JournalSample.Folder, Quarantine, 40));
        Assert.Empty(JournalRepair.Run(storage, "/nowhere", Quarantine));
        Assert.All(storage.Operations, operation => Assert.StartsWith("open", operation, StringComparison.Ordinal));
    }

    [Fact]
    public void A_torn_tail_is_reported_but_not_as_damage()
    {
        var storage = new MemoryStorage();
        JournalSample.Append(JournalSample.Open(storage), 5);
        storage[JournalSample.Segment(0)] = storage[JournalSample.Segment(0)][..^3];
        var check = JournalCheck.Run(storage, JournalSample.Folder);
        var finding = Assert.Single(check.Findings);
        Assert.False(finding.IsDamage);
        Assert.Contains("torn tail", finding.Sentence, StringComparison.Ordinal);
        Assert.Equal(4, check.Records);
        Assert.Empty(JournalRepair.Run(storage, JournalSample.Folder, Quarantine));
    }

    [Fact]
    public void The_records_before_a_damage_stay_and_every_byte_is_still_there()
    {
        var intact = Journal(out var segments);
        for (var k = 0; k < segments.Length; k++)
        {
            var storage = intact.Clone();
            var path = JournalSample.Segment(segments[k]);
            TornTailTests.Flip(storage, path, storage[path].Length * 4L);
            var before = storage.Files(JournalSample.Folder).Select(name => Convert.ToHexString(storage[name])).ToHashSet();
            var finding = Assert.Single(JournalCheck.Run(storage, JournalSample.Folder).Findings, found => found.IsDamage);
            Assert.Equal(path, finding.Path);
            Assert.Contains("streamw2v fsck --repair", finding.Remedy, StringComparison.Ordinal);

            var done = JournalRepair.Run(storage, JournalSample.Folder, Quarantine);
            Assert.Equal(segments.Length - k, done.Count);
            var check = JournalCheck.Run(storage, JournalSample.Folder);
            Assert.Empty(check.Findings);
            Assert.InRange(check.NextSequence!.Value, segments[k], k + 1 < segments.Length ? segments[k + 1] - 1 : 59);
            Assert.Equal(check.NextSequence, JournalSample.ReadAll(storage, 0));
            using (var writer = JournalSample.Open(storage, JournalSample.Small))
            {
                JournalSample.Append(writer, 5);
            }
            before.ExceptWith(storage.Files(JournalSample.Folder).Concat(storage.Files(Quarantine)).Select(name => Convert.ToHexString(storage[name])));
            if (k > 0)
            {
                Assert.Empty(before);
            }
            var reason = Encoding.UTF8.GetString(storage[$"{Quarantine}/{Path.GetFileName(path)}.reason.txt"]);
            Assert.Equal(finding.Sentence + "\n", reason);
            for (var i = storage.Operations.IndexOf("create folder quarantine"); i < storage.Operations.Count; i++)
            {
                if (storage.Operations[i].StartsWith("rename", StringComparison.Ordinal))
                {
                    Assert.StartsWith("sync folder", storage.Operations[i + 1], StringComparison.Ordinal);
                    if (storage.Operations[i].EndsWith(".journal.tmp", StringComparison.Ordinal))
                    {
                        // What takes the place of the damaged file is durable before it does.
                        Assert.Equal(storage.Operations[i].Replace("rename", "sync", StringComparison.Ordinal), storage.Operations[i - 1]);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_damage_that_the_newest_generation_has_learned_costs_only_the_segments_up_to_it()
    {
        var storage = Journal(out var segments);
        TornTailTests.Flip(storage, JournalSample.Segment(segments[1]), 300);
        JournalRepair.Run(storage, JournalSample.Folder, Quarantine, neededFrom: segments[3] + 1);
        using var writer = JournalSample.Open(storage, JournalSample.Small, first: segments[3] + 1);
        Assert.Equal(segments[2], writer.FirstSequence);
        Assert.Equal(60, writer.NextSequence);
        Assert.Equal(60, JournalSample.ReadAll(storage, segments[2]));
    }

    [Fact]
    public void A_journal_that_cannot_reach_the_newest_generation_starts_anew_there()
    {
        var storage = Journal(out var segments);
        TornTailTests.Flip(storage, JournalSample.Segment(segments[2]), 300);
        var needed = segments[3] - 1;
        Assert.Equal(segments.Length, JournalRepair.Run(storage, JournalSample.Folder, Quarantine, needed).Count);
        Assert.Empty(storage.Files(JournalSample.Folder));
        using (var writer = JournalSample.Open(storage, JournalSample.Small, first: needed))
        {
            JournalSample.Append(writer, 3);
        }
        Assert.Equal(needed + 3, JournalSample.ReadAll(storage, needed));

        var lost = Journal(out _);
        Assert.Throws<StoreDamagedException>(() => JournalSample.Open(lost, JournalSample.Small, first: 61));
        JournalRepair.Run(lost, JournalSample.Folder, Quarantine, 61);
        JournalSample.Open(lost, JournalSample.Small, first: 61).Dispose();
    }

    [Fact]
    public void A_damaged_mark_at_the_end_of_a_segment_costs_no_record()
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage, JournalSample.Small))
        {
            while (storage.Files(JournalSample.Folder).Count < 3)
            {
                JournalSample.Append(writer, 1);
                writer.Sync();
                writer.SyncIfDue();
            }
        }
        var path = storage.Files(JournalSample.Folder)[1];
        TornTailTests.Flip(storage, path, (storage[path].Length * 8L) - 5);
        var next = JournalCheck.Run(storage, JournalSample.Folder).NextSequence;
        Assert.Throws<StoreDamagedException>(() => JournalSample.Open(storage));
        Assert.Single(JournalRepair.Run(storage, JournalSample.Folder, Quarantine));
        Assert.Equal(next, JournalSample.ReadAll(storage, 0));
    }

    [Fact]
    public void A_missing_segment_keeps_what_is_before_it()
    {
        var storage = Journal(out var segments);
        storage.DeleteFile(JournalSample.Segment(segments[2]));
        Assert.Single(JournalCheck.Run(storage, JournalSample.Folder).Findings);
        JournalRepair.Run(storage, JournalSample.Folder, Quarantine);
        using var writer = JournalSample.Open(storage, JournalSample.Small);
        Assert.Equal(segments[2], writer.NextSequence);
        Assert.Equal(2 * (segments.Length - 3), storage.Files(Quarantine).Count);
    }

    [Fact]
    public void A_damaged_segment_header_leaves_an_empty_segment_that_keeps_the_number()
    {
        var storage = Journal(out var segments);
        TornTailTests.Flip(storage, JournalSample.Segment(segments[2]), 20);
        JournalRepair.Run(storage, JournalSample.Folder, Quarantine);
        using var writer = JournalSample.Open(storage, JournalSample.Small);
        Assert.Equal(segments[2], writer.NextSequence);
        Assert.Equal(segments[2], JournalSample.ReadAll(storage, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_repair_stopped_at_any_operation_can_be_run_again(int need)
    {
        var intact = Journal(out var segments);
        TornTailTests.Flip(intact, JournalSample.Segment(segments[2]), 3000);
        var needed = need switch { 0 => 0, 1 => segments[4], _ => segments[3] - 1 };
        var whole = intact.Clone();
        JournalRepair.Run(whole, JournalSample.Folder, Quarantine, needed);
        var expected = JournalCheck.Run(whole, JournalSample.Folder);
        var stops = 0;
        for (var stopAt = 0; ; stopAt++)
        {
            var storage = intact.Clone();
            var left = stopAt;
            storage.Fault = (operation, _) => operation is "read" or "open" ? 0 : left-- <= 0 ? 5 : 0;
            if (Record.Exception(() => JournalRepair.Run(storage, JournalSample.Folder, Quarantine, needed)) is null)
            {
                break;
            }
            stops++;
            storage.Fault = (_, _) => 0;
            JournalRepair.Run(storage, JournalSample.Folder, Quarantine, needed);
            var check = JournalCheck.Run(storage, JournalSample.Folder);
            Assert.Empty(check.Findings);
            Assert.Equal((expected.FirstSequence, expected.NextSequence, expected.Records), (check.FirstSequence, check.NextSequence, check.Records));
            JournalSample.Open(storage, JournalSample.Small, needed).Dispose();
        }
        Assert.True(stops > 10, $"{stops} operations");
    }

    private static MemoryStorage Journal(out long[] segments)
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage, JournalSample.Small))
        {
            JournalSample.Append(writer, 60);
        }
        segments = [.. storage.Files(JournalSample.Folder).Select(path => long.Parse(Path.GetFileName(path).AsSpan(0, 20), null))];
        Assert.True(segments.Length >= 5);
        return storage;
    }
}

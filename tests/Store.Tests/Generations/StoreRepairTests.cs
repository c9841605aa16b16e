using System.Security.Cryptography;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Tests.Archives;
using Xunit;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>
/// Prevents fsck --repair from ever making anything worse: whatever is damaged, and wherever the repair is killed, runs out of disk or may not move a file, every
/// byte that was there is still there, the last whole generation stays, and running it again finishes.
/// </summary>
public sealed class StoreRepairTests : IDisposable
{
    private const int NoSpace = 28;
    private const int AccessDenied = 13;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> Damages => new()
    {
        { "newest generation", true },
        { "oldest generation", true },
        { "all generations", false },
        { "no manifest in the newest", true },
        { "store.json damaged", true },
        { "store.json of another store", true },
        { "manifest of another store", true },
        { "first segment", true },
        { "middle segment", true },
        { "last segment", true },
        { "a segment is missing", true },
        { "a difference in the archive", true },
        { "a key frame in the archive", true },
        { "the base of an archive is missing", true },
        { "LOCK and unknown files", true },
        { "everything at once", true },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Damages))]
    public void Nothing_gets_worse_wherever_a_repair_is_killed_and_the_next_one_finishes(string damage, bool isRepairable)
    {
        string template = Damaged(damage);
        var before = Contents(template);
        string expected = _folder.At("expected");
        ArchiveTests.Copy(template, expected);
        var findings = StoreCheck.Repair(expected);
        Check(expected, before, findings, isRepairable);
        var state = Tree(expected);
        KilledStorage.AtEachChange(template, _folder.Path, (path, storage) => StoreCheck.Repair(path, storage), (path, at) =>
        {
            AssertNothingLost(before, path, $"{damage}: killed at change {at}");
            Check(path, before, StoreCheck.Repair(path), isRepairable);
            Assert.Equal(state, Tree(path));
        });
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Nothing_gets_worse_on_a_full_disk_or_where_files_cannot_be_moved(string damage, bool isRepairable)
    {
        string template = Damaged(damage);
        var before = Contents(template);
        foreach (var (name, fails) in new (string, Func<string, StorageException?>)[]
        {
            ("full", change => change.StartsWith("write ", StringComparison.Ordinal) || change.StartsWith("create ", StringComparison.Ordinal)
                ? new StorageException("write", change, NoSpace) : null),
            ("fixed", change => change.StartsWith("rename ", StringComparison.Ordinal) ? new StorageException("rename", change, AccessDenied) : null),
        })
        {
            string path = _folder.At(name);
            ArchiveTests.Copy(template, path);
            var storage = new RecordingStorage { BeforeChange = change => _ = fails(change) is { } error ? throw error : 0 };
            var findings = StoreCheck.Repair(path, storage);
            AssertNothingLost(before, path, $"{damage}: {name}");
            Assert.All(findings.Where(finding => finding.IsRepairable && !finding.Repaired), finding =>
                Assert.Contains("could not be repaired, and is as it was", finding.Remedy, StringComparison.Ordinal));
            Check(path, before, StoreCheck.Repair(path), isRepairable);
        }
    }

    [Fact]
    public void A_full_disk_does_not_keep_a_damaged_generation_from_being_moved_once_the_quarantine_exists()
    {
        string path = Damaged("newest generation");
        Directory.CreateDirectory(Path.Combine(path, "quarantine"));
        var storage = new RecordingStorage
        {
            BeforeChange = change => _ = change.StartsWith("write ", StringComparison.Ordinal) ? throw new StorageException("write", change, NoSpace) : 0,
        };
        Assert.Equal(StoreVerdict.Repaired, StoreCheck.Verdict(StoreCheck.Repair(path, storage)));
        Assert.True(Directory.Exists(Path.Combine(path, "quarantine", "generation-0000000012")));
        Assert.Empty(Directory.GetFiles(Path.Combine(path, "quarantine")));
    }

    [Theory]
    [InlineData("newest generation", "nothing is lost: generation 11 is whole, and what was learned since is learned again from the journal")]
    [InlineData("oldest generation", "nothing is lost of the model: generation 12 is newer and whole. Only generation 11 itself cannot be asked")]
    [InlineData("all generations", "no whole generation is left here, but the archive has generation 10")]
    [InlineData("store.json of another store", "nothing is lost: all that stood in it follows from the seed")]
    [InlineData("first segment", "nothing is lost: the newest whole generation has learned all records before 120, and these are older")]
    [InlineData("last segment", "what came from files is read again, what came through a pipe is lost")]
    [InlineData("a key frame in the archive", "generation 1 cannot be asked or gone back to any more, and with it 2, 3, 4, 5, 6, 7, 8, which are the difference from it")]
    [InlineData("a difference in the archive", "generation 2 cannot be asked or gone back to any more. Generation 12, which learning goes on from, and all others are not concerned")]
    [InlineData("LOCK and unknown files", "it is neither read nor changed")]
    public void Findings_say_what_is_lost_and_what_is_not(string damage, string meaning)
    {
        var findings = StoreCheck.Run(Damaged(damage));
        Assert.Contains(findings, finding => finding.Meaning.Contains(meaning, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.DoesNotContain('\n', finding.Sentence + finding.Meaning + finding.Remedy));
    }

    [Fact]
    public void A_journal_behind_a_rollback_to_the_very_first_generation_is_set_aside()
    {
        string path = _folder.At("store");
        using (var store = StoreFolder.OpenForWriting(path, SampleStore.Seed))
        {
            using var writer = store.BeginGeneration();
            SampleStore.Add(writer);
            writer.Commit(SampleStore.ManifestOf(1) with { Journal = new JournalPosition(0, 0) });
        }

        Append(path, 50, 3, 1 << 20);
        Assert.True(Assert.Single(StoreCheck.Repair(path)).Repaired);
        Assert.Empty(Directory.GetFiles(Path.Combine(path, "journal")));
        Assert.Empty(StoreCheck.Run(path));
    }

    private static void Check(string path, HashSet<string> before, IReadOnlyList<StoreFinding> findings, bool isRepairable)
    {
        AssertNothingLost(before, path, "repaired");
        Assert.Equal(!isRepairable, StoreCheck.Verdict(findings) == StoreVerdict.NeedsHelp);
        Assert.Equal(isRepairable, StoreCheck.Verdict(StoreCheck.Run(path)) == StoreVerdict.Sound);
        var once = Tree(path, quarantine: true);
        StoreCheck.Repair(path);
        Assert.Equal(once, Tree(path, quarantine: true));
        if (isRepairable)
        {
            using var store = StoreFolder.OpenForWriting(path, seedIfNew: 99);
            Assert.Equal(SampleStore.Seed, store.Identity.Seed);
            Assert.NotNull(store.OpenNewest((number, reason) => Assert.Fail($"{number}: {reason}")));
        }
    }

    /// <summary>A store with the archived generations 1 to 10, the plain ones 11 and 12, and a journal that reaches from before 110 to behind 120 in several segments.</summary>
    private string Damaged(string damage)
    {
        string path = _folder.At("store");
        ArchiveSample.Make(path, 10);
        Append(path, 100, 40, 4096);
        string[] segments = Directory.GetFiles(Path.Combine(path, "journal")).Order(StringComparer.Ordinal).ToArray();
        Assert.InRange(segments.Length, 4, 40);
        string last = segments.Last(segment => new FileInfo(segment).Length > 2000);
        switch (damage)
        {
            case "newest generation":
                SampleStore.FlipBit(SampleStore.PathOf(path, 12, "input.npy"), 5000);
                break;
            case "oldest generation":
                SampleStore.FlipBit(SampleStore.PathOf(path, 11, "trainer.bin"), 0);
                break;
            case "all generations":
                SampleStore.FlipBit(SampleStore.PathOf(path, 11, "trainer.bin"), 0);
                SampleStore.FlipBit(SampleStore.PathOf(path, 12, "vocabulary.bin"), 30);
                break;
            case "no manifest in the newest":
                File.Delete(SampleStore.PathOf(path, 12, "manifest.json"));
                break;
            case "store.json damaged":
                SampleStore.FlipBit(Path.Combine(path, "store.json"), 30);
                break;
            case "store.json of another store":
                File.WriteAllBytes(Path.Combine(path, "store.json"), StoreIdentity.FromSeed(8).ToBytes());
                break;
            case "manifest of another store":
                using (var store = StoreFolder.OpenForReading(path))
                {
                    File.WriteAllBytes(
                        SampleStore.PathOf(path, 12, "manifest.json"), (store.OpenGeneration(12).Manifest with { Seed = 8 }).ToBytes());
                }

                break;
            case "first segment":
                SampleStore.FlipBit(segments[0], 200);
                break;
            case "middle segment":
                SampleStore.FlipBit(segments[segments.Length / 2], 200);
                break;
            case "last segment":
                SampleStore.FlipBit(last, 200);
                break;
            case "a segment is missing":
                File.Delete(segments[segments.Length / 2]);
                break;
            case "a difference in the archive":
                SampleStore.FlipBit(ArchiveSample.PathOf(path, 2), new FileInfo(ArchiveSample.PathOf(path, 2)).Length - 10);
                break;
            case "a key frame in the archive":
                SampleStore.FlipBit(ArchiveSample.PathOf(path, 1), 100);
                break;
            case "the base of an archive is missing":
                File.Delete(ArchiveSample.PathOf(path, 1));
                break;
            case "LOCK and unknown files":
                File.WriteAllText(Path.Combine(path, "LOCK"), "garbage that is no lock at all");
                File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
                File.WriteAllText(Path.Combine(path, "archive", "README"), "mine");
                File.WriteAllText(Path.Combine(path, "generations", "core"), "mine");
                Directory.CreateDirectory(Path.Combine(path, "generations", "0000000013.tmp"));
                File.WriteAllText(Path.Combine(path, "archive", "0000000011.archive.tmp"), "unfinished");
                break;
            default:
                SampleStore.FlipBit(Path.Combine(path, "store.json"), 30);
                SampleStore.FlipBit(SampleStore.PathOf(path, 12, "input.npy"), 5000);
                SampleStore.FlipBit(last, 200);
                SampleStore.FlipBit(ArchiveSample.PathOf(path, 1), 100);
                break;
        }

        return path;
    }

    private static void Append(string path, long first, int records, int segmentBytes)
    {
        var lcg = new Journal.Lcg(5);
        using var writer = JournalWriter.Open(
            PosixStorage.Instance, Path.Combine(path, "journal"), new JournalOptions { SegmentBytes = segmentBytes }, TimeProvider.System, firstSequenceIfEmpty: first);
        for (int i = 0; i < records; i++)
        {
            writer.Append(RecordKind.Text, 1, i, i + 1, 0, lcg.Lines(1500));
            writer.Sync();
        }
    }

    /// <summary>Hashes of all files but those that a repair may replace: reasons and what was never finished.</summary>
    private static HashSet<string> Contents(string path) =>
    [
        .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "LOCK" && !file.EndsWith(".reason.txt", StringComparison.Ordinal) && !file.EndsWith(".tmp", StringComparison.Ordinal))
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
    ];

    private static void AssertNothingLost(HashSet<string> before, string path, string when) =>
        Assert.True(before.IsSubsetOf(Contents(path)), $"{when}: {before.Except(Contents(path)).Count()} of {before.Count} files are gone");

    private static SortedDictionary<string, string> Tree(string path, bool quarantine = false) => new(
        Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(path, file), file))
            .Where(one => one.Name != "LOCK" && (quarantine || !one.Name.StartsWith("quarantine", StringComparison.Ordinal)))
            .ToDictionary(one => one.Name, one => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(one.file)))),
        StringComparer.Ordinal);
}

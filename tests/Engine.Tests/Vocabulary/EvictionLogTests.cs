using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents evictions that nobody can look up afterwards, a list of them that grows with the stream, and damaged lists taken for sound ones.</summary>
public sealed class EvictionLogTests
{
    [Fact]
    public void An_eviction_says_who_lost_which_row_to_whom_and_when()
    {
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), 1, 1);
        List<Admission> admissions = [];
        vocabulary.Observe("old"u8);
        vocabulary.AdmitCandidates(admissions, 300);
        vocabulary.Observe("old"u8);
        for (var i = 0; i < 3; i++)
        {
            vocabulary.Observe("new"u8);
        }

        vocabulary.AdmitCandidates(admissions, 1_000_000);
        var log = EvictionLogFile.Read(EvictionLogFile.Write(vocabulary.EvictionLog), "evicted.bin");
        var eviction = Assert.Single(log.Entries);
        Assert.Equal((0, 2.0, 1_000_000L), (eviction.Row, eviction.Count, eviction.Tokens));
        Assert.Equal(("old", "new"), (Encoding.UTF8.GetString(eviction.Word.Span), Encoding.UTF8.GetString(eviction.Successor.Span)));
        Assert.Equal(1, log.Total);
    }

    [Fact]
    public void Only_the_latest_are_remembered_and_all_are_counted()
    {
        var log = new EvictionLog();
        for (var i = 0; i < EvictionLog.Capacity + 5; i++)
        {
            log.Add(new(i, "aa"u8.ToArray(), i, "b"u8.ToArray(), i));
        }

        var read = EvictionLogFile.Read(EvictionLogFile.Write(log), "evicted.bin");
        Assert.Equal(Enumerable.Range(5, EvictionLog.Capacity), read.Entries.Select(eviction => eviction.Row));
        Assert.Equal(EvictionLog.Capacity + 5, read.Total);
        Assert.Equal((3 * EvictionLog.Capacity, 3 * EvictionLog.Capacity), (log.WordBytes, read.WordBytes));
    }

    [Fact]
    public void A_file_that_is_cut_or_changed_is_refused_by_name()
    {
        var log = new EvictionLog();
        log.Add(new(7, "word"u8.ToArray(), 2, "other"u8.ToArray(), 9));
        var bytes = EvictionLogFile.Write(log);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<StoreDamagedException>(() => EvictionLogFile.Read(bytes[..length], "folder/evicted.bin"));
            Assert.StartsWith("folder/evicted.bin cannot be used: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<StoreDamagedException>(() => EvictionLogFile.Read([.. bytes, 0], "evicted.bin"));
        foreach (var at in (int[])[0, 4, 15, 19, 23, 31])
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0xFF;
            Assert.Throws<StoreDamagedException>(() => EvictionLogFile.Read(changed, "evicted.bin"));
        }
    }
}

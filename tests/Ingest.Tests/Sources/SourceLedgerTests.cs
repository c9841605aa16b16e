using System.Buffers.Binary;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents a ledger that disagrees with the journal, forgets what it must know, or believes damaged bytes.</summary>
public sealed class SourceLedgerTests
{
    [Fact]
    public void It_is_a_fold_over_the_journal_and_applying_twice_changes_nothing()
    {
        var ledger = new SourceLedger();
        for (int times = 0; times < 2; times++)
        {
            Apply(ledger, 0, RecordKind.SourceOpened, 1, 0, 0, 0, Describe("/in/a", 7).Encode());
            Apply(ledger, 1, RecordKind.Text, 1, 0, 9, 77, "one\ntwo\n"u8);
            Apply(ledger, 2, RecordKind.Text, 1, 9, 15, 78, "three\n"u8);
        }

        Assert.True(ledger.TryGet(1, out var source));
        Assert.Equal((15L, 78UL, 3L, 15L), (source.EndOffset, source.TailHash, source.Lines, source.Bytes));
        Assert.Equal((2L, 1L, 2L), (ledger.LastSequence, ledger.LastTextSource, ledger.NextId));
    }

    [Fact]
    public void A_truncation_starts_again_at_zero_and_remembers_what_was_there()
    {
        var ledger = Filled();
        Apply(ledger, 10, RecordKind.SourceTruncated, 1, 4, 0, 0, Describe("/in/a", 7).Encode());
        Assert.True(ledger.TryGet(1, out var source));
        Assert.Equal((0L, ContentHash.Empty, 1L), (source.EndOffset, source.TailHash, source.Truncations));
        Assert.Equal((4L, 77UL), (Assert.Single(source.Earlier).EndOffset, source.Earlier[0].TailHash));
    }

    [Fact]
    public void A_source_is_found_by_inode_by_path_after_the_device_was_renumbered_and_by_rotation_stem()
    {
        var ledger = Filled();
        Assert.Equal(1, ledger.Find(new FileKey(1, 7, 100), "/in/other")!.Id);
        Assert.Equal(1, ledger.Find(new FileKey(99, 7, 100), "/in/a")!.Id);
        Assert.Null(ledger.Find(new FileKey(99, 7, 100), "/in/other"));
        Assert.Null(ledger.Find(new FileKey(1, 8, 100), "/in/a"));
        Apply(ledger, 10, RecordKind.SourceOpened, 1, 4, 4, 77, Describe("/in/a.1", 7).Encode());
        Assert.Null(ledger.FindByPath("/in/a"));
        Assert.Equal([1L], ledger.OfStem("a").Select(source => source.Id));
    }

    [Fact]
    public void A_record_that_contradicts_the_ledger_is_refused()
    {
        var ledger = Filled();
        Assert.Throws<StoreDamagedException>(() => Apply(ledger, 10, RecordKind.Text, 2, 0, 4, 0, "x\n"u8));
        Assert.Throws<StoreDamagedException>(() => Apply(ledger, 10, RecordKind.Text, 1, 0, 4, 0, "x\n"u8));
        Assert.Throws<StoreDamagedException>(() => Apply(ledger, 10, RecordKind.SourceOpened, 2, 0, 0, 0, "junk"u8));
    }

    [Fact]
    public void Sources_that_are_gone_are_forgotten_oldest_first_and_those_present_never()
    {
        var ledger = Filled();
        long sequence = ledger.LastSequence;
        int count = SourceLedger.RememberedGone + 10;
        for (int i = 0; i < count; i++)
        {
            Apply(ledger, ++sequence, RecordKind.SourceOpened, 2 + i, 0, 0, 0, Describe($"/in/log.{i}", 1000 + (ulong)i).Encode());
            var gone = Describe($"/in/log.{i}", 1000 + (ulong)i) with { Phase = SourcePhase.Gone };
            Apply(ledger, ++sequence, RecordKind.SourceClosed, 2 + i, 0, 0, 0, gone.Encode());
        }

        Assert.Equal(SourceLedger.RememberedGone + 1, ledger.Count);
        Assert.True(ledger.TryGet(1, out _));
        Assert.False(ledger.TryGet(11, out _));
        Assert.True(ledger.TryGet(12, out _));
        var again = SourceLedger.Read(ledger.Write(), "sources.bin");
        Assert.Equal(ledger.Write(), again.Write());
        Apply(again, ++sequence, RecordKind.SourceOpened, 2 + count, 0, 0, 0, Describe("/in/last", 5).Encode());
        var last = Describe("/in/last", 5) with { Phase = SourcePhase.Gone };
        Apply(again, ++sequence, RecordKind.SourceClosed, 2 + count, 0, 0, 0, last.Encode());
        Assert.False(again.TryGet(12, out _));
    }

    [Fact]
    public void A_source_that_comes_and_goes_takes_no_more_memory_each_time()
    {
        var ledger = Filled();
        long sequence = ledger.LastSequence;
        Close(2);
        for (int i = 0; i < 20_000; i++)
        {
            Close(1);
            Assert.InRange(ledger.GoneEntries, 1, 1024);
            Apply(ledger, ++sequence, RecordKind.SourceOpened, 1, 4, 4, 77, Describe("/in/a", 7).Encode());
        }

        // What is dropped is not what the forgetting needs: the one source that is gone for good is still known.
        Assert.Equal(SourceLedger.Read(ledger.Write(), "sources.bin").Write(), ledger.Write());
        for (int i = 0; i < SourceLedger.RememberedGone; i++)
        {
            Assert.True(ledger.TryGet(2, out _));
            Close(3 + i);
        }

        Assert.False(ledger.TryGet(2, out _));
        Assert.True(ledger.TryGet(1, out _));
        Assert.True(ledger.TryGet(3, out _));

        void Close(long id)
        {
            var description = id == 1 ? Describe("/in/a", 7) : Describe($"/in/b{id}", 1000 + (ulong)id);
            Apply(ledger, ++sequence, RecordKind.SourceOpened, id, 0, 0, 0, description.Encode());
            Apply(ledger, ++sequence, RecordKind.SourceClosed, id, 0, 0, 0, (description with { Phase = SourcePhase.Gone }).Encode());
        }
    }

    [Fact]
    public void It_survives_being_written_and_read_and_goes_on_the_same()
    {
        var numbers = new TestNumbers(4);
        var whole = new SourceLedger();
        var resumed = new SourceLedger();
        for (int sequence = 0; sequence < 3000; sequence++)
        {
            ApplyAny(whole, resumed, sequence, numbers);
            if (numbers.Next(50) == 0)
            {
                resumed = SourceLedger.Read(resumed.Write(), "sources.bin");
            }
        }

        Assert.Equal(whole.Write(), resumed.Write());
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_noticed()
    {
        byte[] bytes = Filled().Write();
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.Throws<StoreDamagedException>(() => SourceLedger.Read(bytes.AsSpan(0, i), "sources.bin"));
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<StoreDamagedException>(() => SourceLedger.Read(flipped, "sources.bin"));
        }
    }

    [Fact]
    public void A_description_of_any_bytes_is_decoded_or_refused()
    {
        byte[] bytes = Describe("/in/some path ü", 3).Encode();
        Assert.Equal(Describe("/in/some path ü", 3), SourceDescription.Decode(bytes));
        int refused = 0;
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var fuzzed = bytes[..(numbers.Next(4) == 0 ? numbers.Next(bytes.Length) : bytes.Length)];
            if (fuzzed.Length > 0)
            {
                fuzzed[numbers.Next(fuzzed.Length)] ^= (byte)(1 + numbers.Next(255));
            }

            refused += SourceDescription.Decode(fuzzed) is null ? 1 : 0;
        }

        Assert.InRange(refused, 2500, 9999);
    }

    [Fact]
    public void An_unknown_version_is_named()
    {
        byte[] bytes = Filled().Write();
        bytes[8] = 9;
        var error = Assert.Throws<StoreDamagedException>(() => SourceLedger.Read(bytes, "x"));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    internal static SourceLedger Filled()
    {
        var ledger = new SourceLedger();
        Apply(ledger, 3, RecordKind.SourceOpened, 1, 0, 0, 0, Describe("/in/a", 7).Encode());
        Apply(ledger, 4, RecordKind.Text, 1, 0, 4, 77, "one\n"u8);
        return ledger;
    }

    private static void ApplyAny(SourceLedger a, SourceLedger b, long sequence, TestNumbers numbers)
    {
        long id = a.NextId == 1 ? 1 : 1 + numbers.Next((int)a.NextId);
        bool isKnown = a.TryGet(id, out var source);
        id = isKnown ? id : a.NextId;
        long end = source?.EndOffset ?? 0;
        var description = Describe($"/in/log.{numbers.Next(20)}", (ulong)numbers.Next(30)) with
        {
            Kind = (SourceKind)(1 + numbers.Next(3)),
        };
        var (kind, start, stop, payload) = !isKnown
            ? (RecordKind.SourceOpened, 0L, 0L, description.Encode())
            : numbers.Next(6) switch
            {
                0 => (RecordKind.SourceOpened, end, end, description.Encode()),
                1 => (RecordKind.SourceTruncated, end, 0L, description.Encode()),
                2 => (RecordKind.SourceClosed, end, end, (description with { Phase = (SourcePhase)(2 + numbers.Next(2)) }).Encode()),
                _ => (RecordKind.Text, end, end + 2, "x\n"u8.ToArray()),
            };
        Apply(a, sequence, kind, id, start, stop, (ulong)sequence, payload);
        Apply(b, sequence, kind, id, start, stop, (ulong)sequence, payload);
    }

    private static void Apply(
        SourceLedger ledger, long sequence, RecordKind kind, long id, long start, long end, ulong tail, ReadOnlySpan<byte> payload) =>
        ledger.Apply(sequence, kind, id, start, end, tail, payload);

    private static void Apply(
        SourceLedger ledger, long sequence, RecordKind kind, long id, long start, long end, ulong tail, byte[] payload) =>
        ledger.Apply(sequence, kind, id, start, end, tail, payload);

    internal static SourceDescription Describe(string path, ulong inode) => new()
    {
        Kind = SourceKind.Plain,
        Path = path,
        Identity = SourceIdentity.Of(new FileKey(1, inode, 100), "one\n"u8, 4),
        Damage = new LineDamage(1, 2, 3),
    };
}

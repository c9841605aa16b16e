using System.Buffers.Binary;
using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;
using StreamW2V.Store.Tests.Journal;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>
/// Prevents a hostile or torn file from crashing the program, from taking the memory that it announces, and from being read as something else: with the
/// checksum that it had every change is noticed; with one that was made to fit, what is read is within its bounds.
/// </summary>
public sealed class StoreFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string Suite = "fuzz-store";
    private const int Fast = 6000;
    private const long MostMemory = 16 << 20;
    private const long MostJournalMemory = 300 << 20; // a payload may have 64 MiB, and buffers grow to twice that

    private readonly TestKit.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("manifest")]
    [InlineData("manifest-sealed")]
    [InlineData("store.json")]
    [InlineData("store.json-sealed")]
    [InlineData("vocabulary")]
    [InlineData("vocabulary-sealed")]
    [InlineData("matrix")]
    [InlineData("journal")]
    [InlineData("journal-sealed")]
    [Trait("Endurance", Suite)]
    public void No_changed_file_crashes_its_reader_or_is_read_as_another(string kind)
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine, shares: 9);
        for (var trial = 0; trial < trials.Count; trial++)
        {
            var name = $"{kind}/{trial}";
            if (ChosenCase.Name is { } chosen && chosen != name)
            {
                continue;
            }

            trials.Try();
            try
            {
                var choices = new Choices(Trials.Seed, (ulong)trial);
                var isRead = false;
                FuzzBound.Run(() => isRead = IsRead(kind, choices), kind.StartsWith('j') ? MostJournalMemory : MostMemory);
                if (isRead)
                {
                    trials.Survived();
                }
                else
                {
                    trials.Refused();
                }
            }
            catch (Exception error)
            {
                throw ChosenCase.Failed(error, name, trials);
            }
        }
    }

    /// <summary>Reads a changed file. False if it was refused; what is read and what it says then is compared here.</summary>
    private bool IsRead(string kind, Choices choices)
    {
        try
        {
            switch (kind)
            {
                case "manifest":
                    Manifest.Read(ByteMutation.Of(SampleManifest(), choices), "/s/manifest.json");
                    Assert.Fail("it was taken for the one committed");
                    break;
                case "manifest-sealed":
                    Compare(Manifest.Read(Seal(ByteMutation.Of(SampleManifest().AsSpan()[..^27], choices)), "/s/manifest.json"));
                    break;
                case "store.json":
                    StoreIdentity.Read(ByteMutation.Of(StoreIdentity.FromSeed(7).ToBytes(), choices), "/s/store.json");
                    Assert.Fail("it was taken for that of the store");
                    break;
                case "store.json-sealed":
                    var identity = StoreIdentity.Read(Seal(ByteMutation.Of(StoreIdentity.FromSeed(7).ToBytes().AsSpan()[..^27], choices)), "/s/store.json");
                    Assert.Equal(StoreIdentity.FromSeed(identity.Seed).HashKey, identity.HashKey);
                    break;
                case "vocabulary":
                    VocabularyFile.Read(ByteMutation.Of(SampleVocabulary(), choices), "/s/vocabulary.bin");
                    Assert.Fail("it was taken for the one committed");
                    break;
                case "vocabulary-sealed":
                    var body = ByteMutation.Of(SampleVocabulary().AsSpan()[..^4], choices);
                    Compare(VocabularyFile.Read([.. body, .. BitConverter.GetBytes(Crc32C.Compute(body))], "/s/vocabulary.bin"), body.Length);
                    break;
                case "matrix":
                    CompareMatrix(choices);
                    break;
                default:
                    return JournalIsRead(kind == "journal-sealed", choices);
            }

            return true;
        }
        catch (StoreDamagedException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.Contains(kind[0] == 'm' && kind[1] == 'a' && kind[2] == 't' ? _folder.Path : "/s/", error.Message, StringComparison.Ordinal);
            Assert.True(
                error.Message.Contains("streamw2v ", StringComparison.Ordinal) || error.Message.Contains("rename it back", StringComparison.Ordinal)
                    || error.Message.Contains("use the program", StringComparison.Ordinal),
                $"no remedy: {error.Message}");
            return false;
        }
    }

    private static void Compare(Manifest manifest)
    {
        Assert.InRange(manifest.Dimension, 1, NpyFile.MaxDimension);
        Assert.All(manifest.Files, file => Assert.Equal(Path.GetFileName(file.Name), file.Name));
        Assert.All(manifest.Files, file => Assert.InRange(file.Bytes, 0, long.MaxValue));
        Assert.True(manifest.Tokens >= 0 && manifest.Journal.Sequence >= 0 && manifest.Journal.LineOffset >= 0);
        Assert.Equal(manifest.Fingerprint, Manifest.Read(manifest.ToBytes(), "/s/manifest.json").Fingerprint);
    }

    private static void Compare(VocabularyFile vocabulary, int length)
    {
        long bytes = 0;
        for (var id = 0; id < vocabulary.Rows; id++)
        {
            bytes += vocabulary.Token(id).Length;
            Assert.True(double.IsFinite(vocabulary.Count(id)) && vocabulary.Count(id) >= 0);
            vocabulary.RowGeneration(id);
        }

        Assert.Equal(length, 24 + (16 * (long)vocabulary.Rows) + bytes);
    }

    private void CompareMatrix(Choices choices)
    {
        var path = _folder.At("m.npy");
        MatrixFile.Write(path, 20, 20);
        var whole = File.ReadAllBytes(path);

        // Mostly the part of the header that carries numbers.
        byte[] changed = choices.Next(4) == 0 ? ByteMutation.Of(whole, choices) : [.. ByteMutation.Of(whole.AsSpan(0, 80), choices), .. whole[80..]];
        File.WriteAllBytes(path, changed);
        using var matrix = MappedMatrix.MapReadOnly(path);
        Assert.Equal(changed.Length, 4096 + (matrix.FileRows * matrix.Stride * 4));
        Assert.Equal(matrix.FileRows * matrix.Stride, matrix.Rows(0, (int)matrix.FileRows).Length);
    }

    /// <summary>Changes a segment, or one record of it with its checksums made to fit, and opens the journal.</summary>
    private static bool JournalIsRead(bool isSealed, Choices choices)
    {
        var storage = new MemoryStorage();
        using (var writer = JournalSample.Open(storage))
        {
            JournalSample.Append(writer, 12);
        }

        var path = JournalSample.Segment(0);
        var (changed, intact) = isSealed ? Reseal(storage[path], choices) : (ByteMutation.Of(storage[path], choices), 0L);
        storage[path] = changed;
        storage.CreateDirectory("/s/journal");
        try
        {
            using var writer = JournalSample.Open(storage);
            using var reader = writer.OpenReader(0);
            var sequence = 0L;
            for (; reader.TryRead(out var record); sequence++)
            {
                if (sequence < intact || !isSealed)
                {
                    JournalSample.AssertIs(record, sequence);
                }
            }

            Assert.Equal(writer.NextSequence, sequence);
            Assert.True(sequence >= intact);
            return true;
        }
        catch (StoreDamagedException error)
        {
            throw new StoreDamagedException(error.Message.Replace("/store/", "/s/", StringComparison.Ordinal), error);
        }
    }

    /// <summary>Changes one record and makes its checksums fit; returns the segment and how many records are before it.</summary>
    private static (byte[] Segment, long Intact) Reseal(byte[] segment, Choices choices)
    {
        var record = choices.Next(12);
        var at = SegmentHeader.Size;
        for (var i = 0; i < record; i++)
        {
            at += RecordHeader.Size + BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(at + 8));
        }

        var end = at + RecordHeader.Size + BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(at + 8));
        var changed = choices.Next(2) == 0
            ? ByteMutation.Of(segment.AsSpan(at, RecordHeader.Size), choices).Concat(segment[(at + RecordHeader.Size)..end]).ToArray()
            : ByteMutation.Of(segment.AsSpan(at, end - at), choices);
        if (changed.Length >= RecordHeader.Size)
        {
            var stored = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(changed.AsSpan(8)), 0, changed.Length - RecordHeader.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(4), Crc32C.Compute(changed.AsSpan(RecordHeader.Size, stored)));
            BinaryPrimitives.WriteUInt32LittleEndian(changed, Crc32C.Append(RecordHeader.SegmentCrc(0), changed.AsSpan(4, RecordHeader.Size - 4)));
        }

        return ([.. segment[..at], .. changed, .. segment[end..]], record);
    }

    private static byte[] SampleVocabulary() =>
        VocabularyFile.Write(50, id => new VocabularyRow(Encoding.UTF8.GetBytes(id % 7 == 0 ? "" : $"word{id}"), id * 1.5, (uint)id));

    private static byte[] SampleManifest() =>
        (SampleStore.ManifestOf(3) with { Generation = 3, Files = [new("a.bin", 5, 6), new("b.npy", 7, 8)] }).ToBytes();

    private static byte[] Seal(byte[] body) =>
        [.. body, .. Encoding.ASCII.GetBytes($",\n  \"crc32c\": \"{Crc32C.Compute(body):x8}\"\n}}\n")];
}

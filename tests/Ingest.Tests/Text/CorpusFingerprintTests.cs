using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>Prevents a resumed training from going on in a file that is no longer the one it began with.</summary>
public sealed class CorpusFingerprintTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(20_000)]
    public void It_survives_being_written_moving_the_file_and_a_new_time(int length)
    {
        var path = _folder.Write("a.txt", Content(length));
        var text = CorpusFingerprint.Of([path, path]).ToString();
        var moved = _folder.PathOf("moved.txt");
        File.Move(path, moved);
        File.SetLastWriteTimeUtc(moved, DateTime.UnixEpoch);
        CorpusFingerprint.Parse(text).Check([moved, moved]);
        Assert.Equal(text, CorpusFingerprint.Parse(text).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(19_999)]
    public void A_changed_edge_is_refused(int offset)
    {
        var content = Content(20_000);
        var path = _folder.Write("a.txt", content);
        var fingerprint = CorpusFingerprint.Of([path]);
        content[offset] ^= 1;
        _folder.Write("a.txt", content);
        AssertRefused(fingerprint, $"{path}: has changed since the training began (other bytes of the same length)", path);
    }

    [Fact]
    public void Another_length_order_or_number_of_files_is_refused()
    {
        var a = _folder.Write("a.txt", Content(5000));
        var b = _folder.Write("b.txt", Content(6000));
        var fingerprint = CorpusFingerprint.Of([a, b]);
        fingerprint.Check([a, b]);
        AssertRefused(fingerprint, "6000 bytes instead of 5000", b, a);
        AssertRefused(fingerprint, "2 files, now there are 1", a);
        AssertRefused(fingerprint, "2 files, now there are 3", a, b, b);
        File.AppendAllText(b, "x");
        AssertRefused(fingerprint, "6001 bytes instead of 6000", a, b);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("-1-00000000000000000000000000000000")]
    [InlineData("12-0000000000000000000000000000000g")]
    [InlineData("12-00 13-00")]
    public void Text_that_is_no_fingerprint_is_refused(string text) => Assert.Throws<FormatException>(() => CorpusFingerprint.Parse(text));

    private static void AssertRefused(CorpusFingerprint fingerprint, string reason, params string[] files) =>
        Assert.Contains(reason, Assert.Throws<BadInputException>(() => fingerprint.Check(files)).Message, StringComparison.Ordinal);

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 26)))];
}

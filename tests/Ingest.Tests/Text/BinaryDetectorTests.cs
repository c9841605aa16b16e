using System.Text;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>Prevents pictures and archives from filling the vocabulary, and ordinary logs from being refused.</summary>
public class BinaryDetectorTests
{
    [Fact]
    public void Text_with_tabs_colors_and_any_script_is_text()
    {
        Assert.Null(BinaryDetector.ReasonToRefuse([]));
        Assert.Null(BinaryDetector.ReasonToRefuse("a\tb\r\n\f\x1B[31mred\x1B[0m\n"u8));
        Assert.Null(BinaryDetector.ReasonToRefuse("日本語 Straße ᎠᏂ 😀\n"u8));
        Assert.Null(BinaryDetector.ReasonToRefuse([0xC4, 0xD6, 0xDC, 0xE4, 0x85]));
        Assert.Null(BinaryDetector.ReasonToRefuse([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("plain text\n")]));
        Assert.Null(BinaryDetector.ReasonToRefuse([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("plain text\n")]));
    }

    [Fact]
    public void The_limit_is_one_in_a_hundred_of_the_first_8_KiB()
    {
        var text = Enumerable.Repeat((byte)'a', 20_000).ToArray();
        text.AsSpan(8192).Clear();
        Assert.Null(BinaryDetector.ReasonToRefuse(text));
        text.AsSpan(0, 81).Clear();
        Assert.Null(BinaryDetector.ReasonToRefuse(text));
        text[100] = 0x7F;
        Assert.Contains("1.0 % of its first 8192 bytes", BinaryDetector.ReasonToRefuse(text), StringComparison.Ordinal);
    }

    [Fact]
    public void UTF16_is_judged_by_its_units() =>
        Assert.NotNull(BinaryDetector.ReasonToRefuse([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("plain\u0001text\n")]));
}

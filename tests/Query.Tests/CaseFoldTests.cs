using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests;

/// <summary>Prevents words of German, Greek or Turkish text from being folded otherwise than gensim folds them.</summary>
public sealed class CaseFoldTests
{
    [Theory]
    [InlineData("word", "WORD")]
    [InlineData("straße", "STRASSE")]
    [InlineData("ﬁne", "FINE")]
    [InlineData("ΐ", "\u0399\u0308\u0301")]
    [InlineData("ılık", "ILIK")]
    [InlineData("ŉ", "\u02BCN")]
    [InlineData("𐐨", "𐐀")]
    [InlineData("中文", "中文")]
    public void Full_upper_case_mappings_are_applied(string word, string expected) => Assert.Equal(expected, CaseFold.Upper(word));

    [GensimFact]
    public void Every_letter_of_the_basic_plane_folds_as_in_python()
    {
        // Letters that Python's older Unicode tables do not pair yet are left out: they have no upper case there.
        var lines = Gensim.Run(
            "import sys\nfor i in range(0x10000):\n  c = chr(i)\n  if not 0xD800 <= i < 0xE000 and c.upper() != c: "
            + "sys.stdout.buffer.write((c + ' ' + c.upper() + '\\n').encode())");
        var pairs = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToArray();

        Assert.True(pairs.Length > 1000);
        Assert.All(pairs, pair => Assert.Equal(pair[1], CaseFold.Upper(pair[0])));
    }
}

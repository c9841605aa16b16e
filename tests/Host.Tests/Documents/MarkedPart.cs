namespace StreamW2V.Host.Tests.Documents;

/// <summary>
/// A part of a document that is made by the program, between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>. With
/// STREAMW2V_UPDATE_DOCS=1 the tests write it anew instead of comparing.
/// </summary>
internal static class MarkedPart
{
    /// <summary>Compares the part with what it should be.</summary>
    public static void Equal(string document, string name, string expected)
    {
        var text = RepositoryFiles.Read(document);
        var (start, end) = (Place(text, $"<!-- {name} -->\n") + $"<!-- {name} -->\n".Length, Place(text, $"<!-- /{name} -->"));
        if (Environment.GetEnvironmentVariable("STREAMW2V_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(RepositoryFiles.Root, document), text[..start] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }

    private static int Place(string text, string marker)
    {
        var place = text.IndexOf(marker, StringComparison.Ordinal);
        Assert.True(place >= 0 && text.IndexOf(marker, place + 1, StringComparison.Ordinal) < 0, $"'{marker.Trim()}' must stand once");
        return place;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace StreamW2V.Query.Formats;

/// <summary>The names by which the command line knows the formats.</summary>
public static class VectorFormats
{
    private static readonly (VectorFormat Format, string Name, bool Imports)[] Known =
    [
        (VectorFormat.Word2VecBinary, "word2vec-bin", true),
        (VectorFormat.Word2VecText, "word2vec-text", true),
        (VectorFormat.Glove, "glove", true),
        (VectorFormat.Npy, "npy", true),
        (VectorFormat.FastTextVec, "fasttext-vec", true),
        (VectorFormat.TensorBoard, "tensorboard", false),
        (VectorFormat.JsonLines, "jsonl", false),
    ];

    /// <summary>The names of the formats that can be written.</summary>
    public static IReadOnlyList<string> ExportNames { get; } = [.. Known.Select(known => known.Name)];

    /// <summary>The names of the formats that can be read.</summary>
    public static IReadOnlyList<string> ImportNames { get; } = [.. Known.Where(known => known.Imports).Select(known => known.Name)];

    /// <summary>The name of a format, as in "word2vec-bin".</summary>
    public static string NameOf(VectorFormat format) => Known.First(known => known.Format == format).Name;

    /// <summary>Finds a format by its name.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out VectorFormat? format)
    {
        var at = Array.FindIndex(Known, known => known.Name == name);
        format = at < 0 ? null : Known[at].Format;
        return at >= 0;
    }
}

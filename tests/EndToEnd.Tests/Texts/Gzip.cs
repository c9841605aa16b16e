using System.IO.Compression;

namespace StreamW2V.EndToEnd.Tests.Texts;

/// <summary>gzip files as <c>gzip</c> writes them.</summary>
internal static class Gzip
{
    /// <summary>The bytes as a gzip member.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}

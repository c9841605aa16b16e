using System.Diagnostics;

namespace StreamW2V.EndToEnd.Tests.Texts;

/// <summary>Real texts in the folder that STREAMW2V_SHARED names, compressed with xz; few have it.</summary>
internal static class SharedText
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("STREAMW2V_SHARED");

    /// <summary>Why a text cannot be read here; null if it can.</summary>
    public static string? Missing(string name) =>
        string.IsNullOrEmpty(s_folder) ? "STREAMW2V_SHARED does not name a folder with data/text/*.xz"
        : !File.Exists(PathOf(name)) ? $"there is no {PathOf(name)}"
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "xz"))) ? null
        : "there is no xz to read the shared texts with";

    /// <summary>The first whole lines of a text, up to so many bytes.</summary>
    public static byte[] Read(string name, int bytes)
    {
        var start = new ProcessStartInfo("xz", ["-dc", PathOf(name)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var xz = Process.Start(start)!;
        var text = new byte[bytes];
        var length = xz.StandardOutput.BaseStream.ReadAtLeast(text, bytes, throwOnEndOfStream: false);
        xz.Kill();
        return text[..(text.AsSpan(0, length).LastIndexOf((byte)'\n') + 1)];
    }

    private static string PathOf(string name) => Path.Combine(s_folder ?? "", "data", name + ".xz");
}

using System.Diagnostics;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents the reader from hanging on a FIFO, following a link, or taking one file for another.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-regular-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_regular_file_is_opened_read_and_described()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "0123456789");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1_700_000_000).AddTicks(1234567));
        using var file = RegularFile.TryOpen(path, followLinks: false, out int error);
        Assert.NotNull(file);
        Assert.Equal(0, error);
        var bytes = new byte[8];
        Assert.Equal(4, file.Read(bytes, 6));
        Assert.Equal("6789"u8, bytes.AsSpan(0, 4));
        Assert.Equal(0, file.Read(bytes, 10));
        var status = file.Status();
        Assert.Equal((FileKind.Regular, 10L, 1_700_000_000_123_456_700L), (status.Kind, status.Size, status.ModifiedTime));
        Assert.Equal(status, RegularFile.TryGetStatus(path, followLinks: false, out _));
    }

    [Fact]
    public void A_renamed_file_keeps_its_inode_and_another_file_has_another()
    {
        string path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "");
        var before = RegularFile.TryGetStatus(path, false, out _)!.Value;
        File.Move(path, path + ".1");
        File.WriteAllText(path, "");
        var moved = RegularFile.TryGetStatus(path + ".1", false, out _)!.Value;
        var successor = RegularFile.TryGetStatus(path, false, out _)!.Value;
        Assert.Equal((before.Device, before.Inode, before.BirthTime), (moved.Device, moved.Inode, moved.BirthTime));
        Assert.NotEqual(before.Inode, successor.Inode);
    }

    [Theory]
    [InlineData("missing", 2)]
    [InlineData("folder", 22)]
    [InlineData("fifo", 22)]
    [InlineData("link", 40)]
    public void Anything_else_is_refused_with_its_errno(string name, int expected)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc/passwd");
        using (var process = Process.Start("mkfifo", [Path.Combine(_folder, "fifo")]))
        {
            process.WaitForExit();
        }

        Assert.Null(RegularFile.TryOpen(Path.Combine(_folder, name), followLinks: false, out int error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_link_is_followed_when_asked_to()
    {
        File.WriteAllText(Path.Combine(_folder, "target"), "x");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_folder, "target"));
        using var file = RegularFile.TryOpen(Path.Combine(_folder, "link"), followLinks: true, out _);
        Assert.Equal(RegularFile.TryGetStatus(Path.Combine(_folder, "target"), false, out _), file!.Status());
    }
}

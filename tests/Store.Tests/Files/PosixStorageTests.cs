using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests.Files;

/// <summary>
/// Prevents an error of the file system from being taken for success, and a file from being left readable by other users.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PosixStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PosixStorage _storage = PosixStorage.Instance;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_written_at_an_offset_are_read_back_and_the_end_reads_as_zero_bytes()
    {
        using var file = _storage.Create(_folder.At("a"));
        file.Write("hello"u8, 10);
        file.Write([], 3);
        file.Sync();
        Assert.Equal(15, file.Length);
        byte[] buffer = new byte[20];
        Assert.Equal(15, file.Read(buffer, 0));
        Assert.Equal(new byte[10], buffer[..10]);
        Assert.Equal("hello"u8, buffer.AsSpan(10, 5));
        Assert.Equal(0, file.Read(buffer, 15));
        file.Truncate(12);
        Assert.Equal(12, file.Length);
        Assert.Equal(_folder.At("a"), file.Path);
    }

    [Fact]
    public void Creating_a_file_that_exists_fails_and_leaves_it_alone()
    {
        File.WriteAllText(_folder.At("a"), "kept");
        var error = Assert.Throws<StorageException>(() => _storage.Create(_folder.At("a")));
        Assert.Equal(17, error.ErrorNumber);
        Assert.Contains(_folder.At("a"), error.Message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(_folder.At("a")));
    }

    [Fact]
    public void New_files_and_folders_are_closed_to_other_users()
    {
        _storage.CreateDirectory(_folder.At("x", "y", "z"));
        _storage.Create(_folder.At("x", "file")).Dispose();
        const UnixFileMode Directory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Directory, File.GetUnixFileMode(_folder.At("x")));
        Assert.Equal(Directory, File.GetUnixFileMode(_folder.At("x", "y", "z")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("x", "file")));
        _storage.CreateDirectory(_folder.At("x", "y"));
    }

    [Fact]
    public void A_file_where_a_folder_is_wanted_is_an_error()
    {
        File.WriteAllText(_folder.At("a"), "");
        Assert.Equal(17, Assert.Throws<StorageException>(() => _storage.CreateDirectory(_folder.At("a"))).ErrorNumber);
        Assert.Equal(20, Assert.Throws<StorageException>(() => _storage.CreateDirectory(_folder.At("a", "b"))).ErrorNumber);
    }

    [Fact]
    public void Each_failing_call_reports_its_errno()
    {
        string missing = _folder.At("missing");
        _storage.CreateDirectory(_folder.At("full", "child"));
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.Open(missing, writable: false)).ErrorNumber);
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.DeleteFile(missing)).ErrorNumber);
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.Rename(missing, _folder.At("b"))).ErrorNumber);
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.SyncDirectory(missing)).ErrorNumber);
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.Files(missing)).ErrorNumber);
        Assert.Equal(2, Assert.Throws<StorageException>(() => _storage.Directories(missing)).ErrorNumber);
        Assert.Equal(39, Assert.Throws<StorageException>(() => _storage.DeleteDirectory(_folder.At("full"))).ErrorNumber);
        Assert.Equal(21, Assert.Throws<StorageException>(() => _storage.Open(_folder.At("full"), writable: true)).ErrorNumber);
        using var file = _storage.Create(_folder.At("a"));
        using var readOnly = _storage.Open(_folder.At("a"), writable: false);
        Assert.Equal(9, Assert.Throws<StorageException>(() => readOnly.Write("x"u8, 0)).ErrorNumber);
        Assert.Equal(22, Assert.Throws<StorageException>(() => readOnly.Truncate(0)).ErrorNumber);
    }

    [Fact]
    public void A_full_disk_is_an_error_that_says_so()
    {
        using var file = _storage.Open("/dev/full", writable: true);
        var error = Assert.Throws<StorageException>(() => file.Write("x"u8, 0));
        Assert.True(error.IsOutOfSpace);
        Assert.Equal("write", error.Operation);
        Assert.Contains("free space", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_sync_is_reported_and_stays_failed()
    {
        // A character device cannot be synced: fdatasync answers EINVAL, which .NET's own flush hides.
        using var file = _storage.Open("/dev/full", writable: true);
        Assert.Equal(22, Assert.Throws<StorageException>(file.Sync).ErrorNumber);
        Assert.Equal(22, Assert.Throws<StorageException>(file.Sync).ErrorNumber);
    }

    [Fact]
    public void A_folder_that_cannot_be_synced_is_an_error() =>
        Assert.Equal(22, Assert.Throws<StorageException>(() => _storage.SyncDirectory("/proc")).ErrorNumber);

    [Fact]
    public void Files_and_folders_are_told_apart_and_listed_in_ordinal_order()
    {
        foreach (string name in (string[])["b", "B", "a"])
        {
            File.WriteAllText(_folder.At(name), "");
            _storage.CreateDirectory(_folder.At("d" + name));
        }

        Assert.Equal([_folder.At("B"), _folder.At("a"), _folder.At("b")], _storage.Files(_folder.Path));
        Assert.Equal([_folder.At("dB"), _folder.At("da"), _folder.At("db")], _storage.Directories(_folder.Path));
        Assert.True(_storage.FileExists(_folder.At("a")));
        Assert.False(_storage.DirectoryExists(_folder.At("a")));
        Assert.True(_storage.DirectoryExists(_folder.At("da")));
        Assert.False(_storage.FileExists(_folder.At("da")));
        Assert.False(_storage.FileExists(_folder.At("none")));
        Assert.False(_storage.FileExists(_folder.At("a", "below")));
        _storage.SyncDirectory(_folder.Path);
    }
}

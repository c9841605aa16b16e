using System.Runtime.InteropServices;

namespace StreamW2V.Store.Files;

/// <summary>
/// The names in one folder. .NET's enumeration turns names that are not UTF-8 into others, under which the file cannot be found, and does not tell a link from
/// what it points at without further calls.
/// </summary>
public static unsafe partial class FolderListing
{
    // struct dirent of 64-bit Linux: inode u64, offset i64, length u16, type u8, name ended by NUL.
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>Adds the entries of a folder, without . and .., in no particular order. Returns 0, or errno if the folder cannot be listed to its end.</summary>
    /// <param name="folder">The folder; a link to one is followed.</param>
    /// <param name="entries">What the entries are added to.</param>
    public static int Read(string folder, List<FolderEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        nint stream;
        fixed (byte* path = RegularFile.Terminated(folder))
        {
            stream = Open(path);
        }

        if (stream == 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        try
        {
            while (Next(stream) is var entry && entry != null)
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    entries.Add(new FolderEntry(PathText.Decode(name), KindOf(entry[TypeOffset])));
                }
            }

            return Marshal.GetLastPInvokeError();
        }
        finally
        {
            _ = Close(stream);
        }
    }

    private static FileKind? KindOf(byte type) => type switch
    {
        0 => null,
        4 => FileKind.Directory,
        8 => FileKind.Regular,
        10 => FileKind.Link,
        _ => FileKind.Other,
    };

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint Open(byte* path);

    // errno is cleared before the call, which tells an error from the end.
    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial byte* Next(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int Close(nint stream);
}

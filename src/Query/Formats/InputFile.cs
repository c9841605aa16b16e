using System.Text;

namespace StreamW2V.Query.Formats;

/// <summary>Opens the files that are read, with one clear line when that fails.</summary>
internal static class InputFile
{
    /// <summary>Opens a file from its first byte.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BadFormatException">It is a directory.</exception>
    /// <exception cref="IOException">It may not be read, or the system failed.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"there is no file {path}; check the name", path, error);
        }
        catch (UnauthorizedAccessException error) when (Directory.Exists(path))
        {
            throw new BadFormatException($"{path}: is a directory; name a file in it", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{path}: permission denied; make the file readable for this user", error);
        }
    }

    /// <summary>The lines of a UTF-8 file. Errors are those of <see cref="Open"/>, once the first line is asked for.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}

using StreamW2V.Host.CommandLine;
using StreamW2V.Ingest;

namespace StreamW2V.Host.Commands;

/// <summary>The files a verb reads: what is missing or may not be read has the same exit code and the same line for every verb.</summary>
internal static class InputFiles
{
    private const int Named = 10;

    /// <summary>Fails with all paths that do not exist, before any work is done.</summary>
    /// <exception cref="FailedException">There are some.</exception>
    /// <exception cref="IOException">A folder on the way to one may not be searched.</exception>
    public static void RequireAll(IEnumerable<string> paths)
    {
        string[] missing = [.. paths.Where(IsMissing).Distinct()];
        if (missing.Length > 0)
        {
            var more = missing.Length > Named ? $" and {missing.Length - Named} more" : "";
            throw new FailedException(
                $"there is no file {string.Join(", ", missing.Take(Named))}{more}; check the {(missing.Length > 1 ? "names" : "name")}");
        }
    }

    /// <summary>
    /// What to report for an error of the corpus: a file that went away is a failure and one that may not be read an I/O error, neither is
    /// bad text.
    /// </summary>
    public static Exception Explain(BadInputException error) => error.InnerException switch
    {
        FileNotFoundException or DirectoryNotFoundException => new FailedException(error.Message),
        UnauthorizedAccessException => new IOException(error.Message, error),
        _ => error,
    };

    private static bool IsMissing(string path)
    {
        if (Path.Exists(path))
        {
            return false;
        }

        try
        {
            // Tells a name that is not there from one behind a folder that may not be searched.
            File.GetAttributes(path);
            return true;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{path}: permission denied; make the file readable for this user", error);
        }
        catch (IOException)
        {
            return true;
        }
    }
}

using StreamW2V.Host.CommandLine;
using StreamW2V.Query.Formats;

namespace StreamW2V.Host.Commands;

/// <summary>The place an export is written to, checked before the vectors are read.</summary>
internal static class OutputPath
{
    /// <summary>The full path of <paramref name="output"/>, if <paramref name="format"/> can be written there.</summary>
    /// <param name="output">What was given.</param>
    /// <param name="format">Some formats are one file, others a folder of files.</param>
    /// <param name="store">The store exported, in which nothing but its own files may lie.</param>
    /// <exception cref="FailedException">
    /// It is a folder where a file is written or the other way round, its folder is missing, or it lies inside the store.
    /// </exception>
    public static string Check(string output, VectorFormat format, string store)
    {
        var full = Path.GetFullPath(output);
        var path = Path.TrimEndingDirectorySeparator(full);
        var name = VectorFormats.NameOf(format);
        if ((path + "/").StartsWith(store + "/", StringComparison.Ordinal))
        {
            throw new FailedException($"-o {path} lies inside the store {store}; write the export elsewhere");
        }

        var files = VectorExport.Files(format, path);
        var isFolder = Path.GetDirectoryName(files[0]) == path;
        if (!isFolder && Path.EndsInDirectorySeparator(full))
        {
            throw new FailedException($"-o {full} names a folder, but {name} is written as a file; name a file in it");
        }

        if (isFolder && File.Exists(path))
        {
            throw new FailedException($"-o {path} is a file, but {name} is written as a folder of files; name a folder");
        }

        if (files.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new FailedException($"-o {path}: {folder} is a folder, but {name} writes a file there; name another");
        }

        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
        {
            throw new FailedException($"-o {path}: there is no folder {parent}; make it first, or check the path");
        }

        return path;
    }
}

using StreamW2V.Query.Vectors;
using StreamW2V.Store.Files;

namespace StreamW2V.Query.Formats;

/// <summary>Writes vectors to files other programs read. A file that exists is replaced in one step, or left as it was if the export
/// fails.</summary>
public static class VectorExport
{
    /// <summary>The embedding projector grows slow beyond this many points.</summary>
    public const int TensorBoardRows = 100_000;

    /// <summary>Exports <paramref name="vectors"/>.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="format">The form.</param>
    /// <param name="path">
    /// The file. For npy a folder, in which vectors.npy and vocab.txt are written, or a path that ends in .npy, beside which vocab.txt
    /// is written; for tensorboard the folder of vectors.tsv and metadata.tsv. Missing folders are created.
    /// </param>
    /// <param name="options">What is written.</param>
    /// <param name="storage">The file system; the machine's by default.</param>
    /// <exception cref="BadFormatException">There are no words, or a vector is not finite; the message names its word.</exception>
    /// <exception cref="StorageException">The file system failed.</exception>
    public static ExportReport Write(
        WordVectors vectors, VectorFormat format, string path, ExportOptions? options = null, IStorage? storage = null)
    {
        options ??= new ExportOptions();
        storage ??= PosixStorage.Instance;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Top);
        var top = format == VectorFormat.TensorBoard ? Math.Min(options.Top, TensorBoardRows) : options.Top;
        var rows = new ExportRows(vectors, top);
        var paths = Files(format, path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(paths[0]))!;
        if (!storage.DirectoryExists(folder))
        {
            storage.CreateDirectory(folder);
        }

        var files = new List<OutputFile>(paths.Length);
        try
        {
            foreach (var name in paths)
            {
                files.Add(new OutputFile(storage, name));
            }

            Write(rows, format, files);
            files.ForEach(file => file.Finish());
            files.ForEach(file => file.Publish());
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }

        return new ExportReport(rows.Count, rows.Dimension, paths, rows.LeftOut, rows.Warnings(options.CompatibleWithC));
    }

    /// <summary>The files that an export to <paramref name="path"/> writes, all in one folder.</summary>
    public static string[] Files(VectorFormat format, string path) => format switch
    {
        VectorFormat.Npy => [NumpyRows.VectorsPath(path), NumpyRows.VocabularyPath(path)],
        VectorFormat.TensorBoard => [Path.Combine(path, "vectors.tsv"), Path.Combine(path, "metadata.tsv")],
        _ => [path],
    };

    private static void Write(ExportRows rows, VectorFormat format, List<OutputFile> files)
    {
        switch (format)
        {
            case VectorFormat.Word2VecBinary:
                BinaryRows.Write(rows, files[0]);
                break;
            case VectorFormat.Word2VecText or VectorFormat.FastTextVec:
                TextRows.Write(rows, files[0], header: true);
                break;
            case VectorFormat.Glove:
                TextRows.Write(rows, files[0], header: false);
                break;
            case VectorFormat.Npy:
                NumpyRows.Write(rows, files[0], files[1]);
                break;
            case VectorFormat.TensorBoard:
                ProjectorRows.Write(rows, files[0], files[1]);
                break;
            case VectorFormat.JsonLines:
                JsonRows.Write(rows, files[0]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "This format is not written.");
        }
    }
}

using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Commands;

/// <summary><c>import FILE</c>: makes a store of vectors another program has written.</summary>
internal sealed class ImportCommand : IVerbCommand
{
    private const string InputEmbeddings = "input.npy";

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Import;

    /// <inheritdoc/>
    public string Name => "import";

    /// <inheritdoc/>
    public string Summary => "makes a store of vectors that another program has written";

    /// <inheritdoc/>
    public string Operands => "FILE";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, 1);

    /// <inheritdoc/>
    public string Details =>
        "Plain or gzip; for npy the folder of vectors.npy and vocab.txt. The store must be new: what a store has learned is not replaced. "
        + "A file without counts gives its words falling counts in its order.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v import GoogleNews-vectors-negative300.bin.gz --store news"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var name = invocation.Values.ChoiceText(TransferDeclarations.ImportFormat);
        return _ =>
        {
            var path = Path.GetFullPath(invocation.Operands[0]);
            InputFiles.RequireAll([path]);
            VectorFormat? format = null;
            if (name is not null)
            {
                VectorFormats.TryParse(name, out format);
            }

            // Read before the store is made: a bad file leaves nothing behind.
            using var imported = VectorImport.Read(path, format);
            using var folder = StoreFolder.OpenForWriting(store.Folder, seedIfNew: 1);
            if (folder.AllNumbers.Count > 0)
            {
                throw new FailedException(
                    $"store {store.Folder} already holds generations, which an import would hide; give --store a new folder");
            }

            var generation = Commit(folder, imported.Vectors, VectorFormats.NameOf(imported.Format), invocation.Context.Time);
            var vectors = imported.Vectors;
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(
                    new TransferResult(VectorFormats.NameOf(imported.Format), path, vectors.Count, vectors.Dimension, generation),
                    ResultJson.Plain.TransferResult);
            }
            else
            {
                invocation.Results.Line(
                    $"read {Figures.Count(vectors.Count)} vectors of {vectors.Dimension} floats ({VectorFormats.NameOf(imported.Format)}) "
                    + $"into generation {generation} of {store.Folder}");
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static long Commit(StoreFolder folder, WordVectors vectors, string format, TimeProvider time)
    {
        using var matrix = MappedMatrix.Create(vectors.RowCount, vectors.Dimension, MatrixPlacement.Private);
        for (var id = 0; id < vectors.RowCount; id++)
        {
            vectors.Vector(id).CopyTo(matrix.Row(id));
        }

        using var writer = folder.BeginGeneration();
        writer.AddMatrix(InputEmbeddings, matrix, vectors.RowCount);
        writer.AddFile(
            VocabularyFile.FileName,
            VocabularyFile.Write(vectors.RowCount, id => new VocabularyRow(vectors.Token(id), vectors.CountOf(id), 0)));
        return writer.Commit(new Manifest
        {
            CreatedUtc = time.GetUtcNow(),
            Journal = new JournalPosition(0, 0),
            Tokens = 0,
            Vocabulary = vectors.Count,
            Dimension = vectors.Dimension,
            MathProfile = "imported",
            Verb = "import",
            Complete = true,
            Options = new Dictionary<string, string> { ["format"] = format },
        }).Number;
    }
}

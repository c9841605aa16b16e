using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Formats;

namespace StreamW2V.Host.Commands;

/// <summary><c>export</c>: writes vectors for other programs.</summary>
internal sealed class ExportCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Export;

    /// <inheritdoc/>
    public string Name => "export";

    /// <inheritdoc/>
    public string Summary => "writes the vectors in a form other programs read";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "The most frequent words come first. White space within words becomes _. A file that exists is replaced "
        + "in one step, or left as it was if the export fails. npy and tensorboard write a folder of files, which is made if it is missing.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
        ["streamw2v export --format word2vec-bin -o vectors.bin --store store", "streamw2v export --format npy -o vectors/ --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var name = invocation.Values.ChoiceText(TransferDeclarations.ExportFormat);
        var output = invocation.Values.Path(TransferDeclarations.Output);
        if (name is null && !errors.Exists(error => error.StartsWith("--format", StringComparison.Ordinal)))
        {
            errors.Add($"export needs a format: give --format with one of {string.Join(", ", VectorFormats.ExportNames)}");
        }

        if (output is null)
        {
            errors.Add("export needs a file to write: give -o FILE");
        }

        var options = new ExportOptions
        {
            Top = (int)(invocation.Values.OptionalInteger(TransferDeclarations.ExportTop) ?? int.MaxValue),
            CompatibleWithC = invocation.Values.IsSet(TransferDeclarations.Compatibility),
        };
        return _ =>
        {
            VectorFormats.TryParse(name!, out var format);
            var path = OutputPath.Check(output!, format!.Value, store.Folder);
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var generation);
            var report = VectorExport.Write(vectors, format.Value, path, options);
            foreach (var warning in report.Warnings)
            {
                StoreAccess.Warn(invocation, warning);
            }

            if (invocation.Results.IsJson)
            {
                var transfer = new TransferResult(name!, path, report.Words, report.Dimension, generation);
                invocation.Results.Json(transfer, ResultJson.Plain.TransferResult);
            }
            else
            {
                invocation.Results.Line(
                    $"wrote {Figures.Count(report.Words)} vectors of {report.Dimension} floats from generation {generation} "
                    + $"to {string.Join(" and ", report.Files)}");
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}

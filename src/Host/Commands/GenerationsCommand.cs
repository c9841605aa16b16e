using System.Globalization;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary><c>generations</c>: the list of generations.</summary>
internal sealed class GenerationsCommand : IVerbCommand
{
    private static readonly TableColumn[] Columns =
    [
        new("generation", IsNumber: true), new("written (UTC)"), new("words", IsNumber: true), new("vocabulary", IsNumber: true),
        new("dim", IsNumber: true), new("size", IsNumber: true), new("state"),
    ];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Generations;

    /// <inheritdoc/>
    public string Name => "generations";

    /// <inheritdoc/>
    public string Summary => "lists the generations of the store";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "Every query can ask one of them with --generation N, plain or archived; rollback N goes back to one. "
        + "Sizes and manifests are compared; fsck reads the contents too.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v generations --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var store = StoreAccess.OpenForReading(options.Folder);
            var found = store.AllNumbers.Select(number => Describe(store, number)).OfType<GenerationResult>().ToArray();
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(found, ResultJson.Plain.IReadOnlyListGenerationResult);
            }
            else
            {
                invocation.Results.Table(Columns, found.Select(Row));
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    // Null for one that a running process removed since the folder was listed.
    private static GenerationResult? Describe(StoreFolder store, long number)
    {
        try
        {
            return store.ReadGeneration(number, generation => Describe(store, generation));
        }
        catch (MissingGenerationException)
        {
            return null;
        }
        catch (StoreDamagedException error)
        {
            return new GenerationResult(number, null, 0, 0, 0, 0, null, false, error.Message, Archived: !store.GenerationNumbers.Contains(number));
        }
    }

    private static GenerationResult Describe(StoreFolder store, Generation generation)
    {
        var manifest = generation.Manifest;
        var archived = generation.IsArchived ? store.DescribeArchived(generation.Number) : null;
        if (archived is null)
        {
            generation.Verify(matrices: false);
        }

        return new GenerationResult(
            generation.Number,
            manifest.CreatedUtc,
            manifest.Tokens,
            manifest.Vocabulary,
            manifest.Dimension,
            archived?.Bytes ?? manifest.Files.Sum(file => file.Bytes),
            manifest.Verb,
            manifest.Complete,
            null,
            archived is not null,
            archived?.Ratio,
            archived?.Base);
    }

    private static string[] Row(GenerationResult one) =>
    [
        one.Generation.ToString(CultureInfo.InvariantCulture),
        one.Created?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
        Figures.Count(one.Words),
        Figures.Count(one.Vocabulary),
        Figures.Count(one.Dimension),
        Figures.Bytes(one.Bytes),
        one.Damage is { } damage ? "damaged: " + damage : $"{one.Verb}, {(one.Complete ? "complete" : "on the way")}{Archived(one)}",
    ];

    private static string Archived(GenerationResult one) => one.Ratio is not { } ratio ? "" : string.Create(
        CultureInfo.InvariantCulture, $", archived at {ratio:P0} of its size{(one.Base > 0 ? $", needs {one.Base}" : "")}");
}

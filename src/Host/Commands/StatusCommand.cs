using System.Globalization;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Commands;

/// <summary><c>status</c>: what a store holds and how far it is behind.</summary>
internal sealed class StatusCommand : IVerbCommand
{
    private const string SourcesFile = "sources.bin";
    private static readonly TableColumn[] Columns = [new("store"), new("value")];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Status;

    /// <inheritdoc/>
    public string Name => "status";

    /// <inheritdoc/>
    public string Summary => "shows what the store holds and how much text waits to be learned";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "Reads the store beside a running process without disturbing it. "
        + "Lag is text that is safe in the journal and not yet part of a generation.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v status --json --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var store = StoreAccess.OpenForReading(options.Folder);
            var skipped = new List<string>();
            var newest = store.OpenNewest((number, reason) => skipped.Add($"generation {number}: {reason}"));
            var curves = newest is null ? null : CurvesFile.Read(newest);
            string[] archives = Directory.Exists(store.ArchivePath) ? Directory.GetFiles(store.ArchivePath) : [];
            var segments = Directory.Exists(store.JournalPath) ? Directory.GetFiles(store.JournalPath) : [];
            var (lag, ledger) = segments.Length == 0 ? (0, LedgerOf(newest)) : Follow(store, newest);
            var status = new StatusResult(
                newest?.Number ?? 0,
                newest?.Manifest.Tokens ?? 0,
                newest?.Manifest.Vocabulary ?? 0,
                segments.Sum(Length),
                lag,
                newest?.Manifest.Dimension ?? 0,
                newest?.Manifest.Verb,
                newest?.Manifest.Complete ?? false,
                newest?.Manifest.CreatedUtc,
                store.GenerationNumbers.Count,
                store.ArchivedNumbers.Count,
                archives.Sum(Length),
                Figures.Finite(curves?.Latest.Loss.Mean),
                Figures.Finite(curves?.Latest.Prequential.Mean),
                Figures.Finite(curves?.Latest.OutOfVocabulary),
                curves?.Admissions ?? 0,
                curves?.Evictions ?? 0,
                ledger is null ? null : Describe(ledger, store.QuarantinePath),
                skipped);
            Write(invocation.Results, options.Folder, status);
            return Task.FromResult(ExitCode.Success);
        };
    }

    // A running process may delete a segment between the listing and this.
    private static long Length(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    // A running process trims the journal to the generation before its newest, so it takes two commits during this call to make the
    // position we hold unreadable; then the newest one is asked again.
    private static (long Lag, SourceLedger? Ledger) Follow(StoreFolder store, Generation? newest)
    {
        try
        {
            return Follow(store.JournalPath, newest);
        }
        catch (IOException) when (store.OpenNewest() is { } newer && newer.Number != newest?.Number)
        {
            return Follow(store.JournalPath, newer);
        }
    }

    private static (long Lag, SourceLedger? Ledger) Follow(string journal, Generation? newest)
    {
        var position = newest?.Manifest.Journal ?? new JournalPosition(0, 0);
        var ledger = LedgerOf(newest);
        using var reader = JournalReader.Open(PosixStorage.Instance, journal, position.Sequence);
        var bytes = -(long)position.LineOffset;
        while (reader.TryRead(out var record))
        {
            bytes += record.Kind == RecordKind.Text ? record.Payload.Length : 0;
            ledger?.Apply(record);
        }

        return (Math.Max(bytes, 0), ledger);
    }

    private static SourceLedger? LedgerOf(Generation? newest) => newest is not null && newest.Has(SourcesFile)
        ? SourceLedger.Read(newest.ReadFile(SourcesFile), Path.Combine(newest.Path, SourcesFile))
        : null;

    private static SourcesResult Describe(SourceLedger ledger, string quarantine)
    {
        var (totals, damage) = (ledger.Totals, ledger.Totals.Damage);
        return new SourcesResult(
            ledger.Count,
            ledger.GoneCount,
            totals.Lines,
            totals.Bytes,
            totals.Truncations,
            totals.RecognizedCopies,
            damage.TruncatedLines,
            damage.RepairedLines,
            damage.NulBytes,
            damage.UnendedLines,
            QuarantineNotes.Count(quarantine));
    }

    private static void Write(ResultWriter results, string folder, StatusResult status)
    {
        if (results.IsJson)
        {
            results.Json(status, ResultJson.Plain.StatusResult);
            return;
        }

        List<string[]> rows =
        [
            ["path", folder],
            ["generation", status.Generation == 0
                ? "none yet"
                : $"{status.Generation}, {(status.Complete ? "complete" : "on the way")}, of {status.Generations}"],
            ["written", status.Created is { } created
                ? $"{created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC by {status.Verb}"
                : "-"],
            ["words", Figures.Count(status.Words)],
            ["vocabulary", Figures.Count(status.Vocabulary)],
            ["dimension", Figures.Count(status.Dimension)],
            ["loss", $"{Figures.Score(status.Loss)}, before training {Figures.Score(status.PrequentialLoss)}"],
            ["unknown", $"{Figures.Score(status.OutOfVocabulary)} of the tokens"],
            ["admitted", $"{Figures.Count(status.Admissions)}, of these {Figures.Count(status.Evictions)} in the place of another"],
            ["archive", status.Archived == 0 ? "empty" : $"{Figures.Count(status.Archived)} older generations, {Figures.Bytes(status.ArchiveBytes)}"],
            ["journal", Figures.Bytes(status.JournalBytes)],
            ["lag", Figures.Bytes(status.LagBytes)],
        ];
        if (status.Sources is { } sources)
        {
            rows.Add(["sources", $"{Figures.Count(sources.Known)}, of these {Figures.Count(sources.Gone)} gone, {Figures.Count(sources.Lines)} lines"]);
            rows.Add(["left out", $"{Figures.Count(sources.CutLines)} lines cut, {Figures.Count(sources.MendedLines)} mended, {Figures.Count(sources.RefusedFiles)} files refused"]);
        }

        rows.AddRange(status.Skipped.Select(reason => new[] { "damaged", reason }));
        results.Table(Columns, rows);
    }
}

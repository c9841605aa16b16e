using StreamW2V.Engine.Training.Curves;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Curves;
using StreamW2V.Host.Output.Results;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary><c>eval --periodic</c>: the curves that a run has kept, as a table, and as CSV and SVG files.</summary>
internal static class CurvesOfRun
{
    /// <summary>Checks the options and returns what is to be done.</summary>
    public static VerbAction Prepare(Invocation invocation, string folder, List<string> errors)
    {
        var values = invocation.Values;
        if (values.IsSet(QueryDeclarations.Analogies) || values.IsSet(QueryDeclarations.Similarity))
        {
            errors.Add("--periodic shows what was scored while run learned: give --analogies and --similarity to run, with --evaluate-every TOKENS, or drop --periodic");
        }

        return _ =>
        {
            var (csv, svg) = (values.Path(QueryDeclarations.CurvesCsv), values.Path(QueryDeclarations.CurvesSvg));
            Check(QueryDeclarations.CurvesCsv.Flag, csv, folder);
            Check(QueryDeclarations.CurvesSvg.Flag, svg, folder);
            var (curves, number) = Read(invocation, folder);
            var table = CurveTable.Of(curves);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(
                    new CurvesResult(number, [.. table.Columns.Select(column => column.Name)], [.. table.Rows.Select(row => row.Select(cell => Figures.Finite(cell)).ToArray())]),
                    ResultJson.Plain.CurvesResult);
            }
            else
            {
                table.Write(invocation.Results);
            }

            if (csv is not null)
            {
                File.WriteAllText(csv, table.ToCsv());
            }

            if (svg is not null)
            {
                File.WriteAllText(svg, CurvePlot.Draw(table, $"{Path.GetFileName(folder)}, generation {number}"));
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static (LearningCurves Curves, long Generation) Read(Invocation invocation, string folder)
    {
        using var store = StoreAccess.OpenForReading(folder);
        if (invocation.Values.OptionalInteger(QueryDeclarations.Generation) is { } asked)
        {
            return store.ReadGeneration(asked, generation => Curves(generation, folder));
        }

        return store.ReadNewest(
            generation => Curves(generation, folder),
            (skipped, reason) => StoreAccess.Warn(invocation, $"generation {skipped} is damaged and was passed over: {reason}"));
    }

    private static (LearningCurves Curves, long Generation) Curves(Generation? generation, string folder) => generation switch
    {
        null => throw new FailedException($"store {folder} holds no generation yet, so there are no curves; wait for the first checkpoint of run, or use train"),
        _ when CurvesFile.Read(generation) is { } curves => (curves, generation.Number),
        _ => throw new FailedException($"generation {generation.Number} has no curves: nothing was learned in it, it was imported; learn on from it with: streamw2v run"),
    };

    private static void Check(string flag, string? path, string store)
    {
        if (path is null)
        {
            return;
        }

        var full = Path.GetFullPath(path);
        if (full.StartsWith(store + "/", StringComparison.Ordinal))
        {
            throw new FailedException($"{flag} {full} lies inside the store {store}; write it elsewhere");
        }

        if (Directory.Exists(full))
        {
            throw new FailedException($"{flag} {full} is a folder; name a file in it");
        }

        if (Path.GetDirectoryName(full) is { } parent && !Directory.Exists(parent))
        {
            throw new FailedException($"{flag} {full}: there is no folder {parent}; make it first, or check the path");
        }
    }
}

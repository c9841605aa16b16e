using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Evaluation;

namespace StreamW2V.Host.Commands;

/// <summary><c>eval</c>: accuracy on analogies, rank correlation on word similarities.</summary>
internal sealed class EvalCommand : IVerbCommand
{
    private static readonly TableColumn[] AnalogyColumns =
    [
        new("section"), new("accuracy", IsNumber: true), new("correct", IsNumber: true), new("asked", IsNumber: true),
        new("total", IsNumber: true),
    ];

    private static readonly TableColumn[] SimilarityColumns =
        [new("similarity"), new("spearman", IsNumber: true), new("found", IsNumber: true), new("total", IsNumber: true)];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Eval;

    /// <inheritdoc/>
    public string Name => "eval";

    /// <inheritdoc/>
    public string Summary => "scores the vectors on analogy and similarity test sets";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "Scores as gensim does: case is ignored, and an analogy counts when all four words are among the --restrict-vocab most "
        + "frequent. Similarity is Spearman's rank correlation with the judgments, over the pairs both words of which are known. "
        + "--periodic scores nothing: it shows the losses, unknown words and vocabulary of a run window by window, and what --evaluate-every scored on the way.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
    [
        "streamw2v eval --analogies questions-words.txt --similarity ws353.tsv --store store",
        "streamw2v eval --periodic --csv curves.csv --svg curves.svg --store store",
    ];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        if (invocation.Values.Flag(QueryDeclarations.Periodic))
        {
            return CurvesOfRun.Prepare(invocation, store.Folder, errors);
        }

        if (invocation.Values.IsSet(QueryDeclarations.CurvesCsv) || invocation.Values.IsSet(QueryDeclarations.CurvesSvg))
        {
            errors.Add("--csv and --svg write the curves of a run: give --periodic with them");
        }

        var analogies = invocation.Values.Paths(QueryDeclarations.Analogies);
        var similarities = invocation.Values.Paths(QueryDeclarations.Similarity);
        if (analogies.Count + similarities.Count == 0)
        {
            errors.Add("eval needs a test set: give --analogies FILE or --similarity FILE, or --periodic for the curves of a run");
        }

        return _ =>
        {
            InputFiles.RequireAll(analogies.Concat(similarities));
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var restriction = invocation.Values.Int32(QueryDeclarations.RestrictVocabulary);
            var asked = analogies.Count == 0 ? null : AnalogyEvaluation.Evaluate(vectors, analogies, restriction);
            var lookup = invocation.Values.Flag(QueryDeclarations.IgnoreCase) ? WordLookup.ExactThenFolded : WordLookup.Exact;
            SimilarityScore[] judged = [.. similarities.Select(path => Score(SimilarityEvaluation.Evaluate(vectors, path, lookup)))];
            if (invocation.Results.IsJson)
            {
                var scores = new EvaluationResult(asked is null ? null : Score(asked), judged);
                invocation.Results.Json(scores, ResultJson.Plain.EvaluationResult);
            }
            else
            {
                Write(invocation.Results, asked, judged);
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static void Write(ResultWriter results, AnalogyResult? asked, SimilarityScore[] judged)
    {
        if (asked is not null)
        {
            var total = new AnalogySection("total", asked.Correct, asked.Asked, asked.Total);
            results.Table(AnalogyColumns, asked.Sections.Append(total).Select(section => new[]
            {
                section.Name,
                Figures.Score(section.Accuracy),
                Figures.Count(section.Correct),
                Figures.Count(section.Asked),
                Figures.Count(section.Total),
            }));
        }

        if (judged.Length > 0)
        {
            results.Table(SimilarityColumns, judged.Select(score => new[]
            {
                score.Name, Figures.Score(score.Spearman), Figures.Count(score.Found), Figures.Count(score.Total),
            }));
        }
    }

    private static AnalogyScore Score(AnalogyResult result) => new(
        result.Accuracy,
        result.Correct,
        result.Asked,
        result.Total,
        [.. result.Sections.Select(Score)]);

    private static SectionScore Score(AnalogySection section) =>
        new(section.Name, section.Accuracy, section.Correct, section.Asked, section.Total);

    private static SimilarityScore Score(SimilarityResult result) =>
        new(result.Name, Figures.Finite(result.Spearman), result.Found, result.Total);
}

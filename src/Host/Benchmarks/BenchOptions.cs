using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Services;

namespace StreamW2V.Host.Benchmarks;

/// <summary>The options that all combinations share, as the result shows them.</summary>
internal static class BenchOptions
{
    private static readonly string[] PerCase =
    [
        ModelDeclarations.Model.Name, ModelDeclarations.Objective.Name, ModelDeclarations.Dimension.Name, ModelDeclarations.Alpha.Name,
        ModelDeclarations.MinAlpha.Name, ModelDeclarations.Passes.Name, ModelDeclarations.MaxVocabulary.Name,
        GrowthDeclarations.HalfLife.Name,
    ];

    /// <summary>Names and values, without those that every combination has its own of.</summary>
    public static IReadOnlyDictionary<string, string> Describe(LearningSettings common) => StoredOptions.Describe(common)
        .Where(option => !PerCase.Contains(option.Key) && (option.Key != ModelDeclarations.UpdateOrder.Name || common.Model.UpdateOrder is not null))
        .ToDictionary();
}

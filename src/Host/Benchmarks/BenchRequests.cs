using StreamW2V.Engine;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Services;
using StreamW2V.Numerics;

namespace StreamW2V.Host.Benchmarks;

/// <summary>Makes the request from a command line. All errors are collected; no file is touched.</summary>
internal static class BenchRequests
{
    private static readonly Architecture[] Architectures = [Architecture.SkipGram, Architecture.Cbow];

    private static readonly Objective[] Objectives =
        [Objective.NegativeSampling, Objective.HierarchicalSoftmax, Objective.Both, Objective.FullSoftmax];

    /// <summary>What <c>bench FILE</c> asks for.</summary>
    public static BenchRequest Of(Invocation invocation, List<string> errors)
    {
        var (values, cores) = (invocation.Values, invocation.Context.Cores);
        if (invocation.Operands.Contains("-"))
        {
            errors.Add("bench reads its file once per run, so it cannot read standard input (-): write it to a file first");
        }

        var objectives = values.Choices(BenchDeclarations.Objectives).Select(index => Objectives[index]).ToArray();
        if (values.Int32(ModelDeclarations.Negative) == 0 && objectives.Any(objective => objective.HasFlag(Objective.NegativeSampling)))
        {
            errors.Add($"{values[ModelDeclarations.Negative].Where} 0 leaves negative sampling without noise words: give --negative 5, or --objective hs");
        }

        if (values.Flag(ModelDeclarations.CbowSplit) && !values.Flag(ModelDeclarations.CbowMean))
        {
            errors.Add("--cbow-split true contradicts --cbow-mean false: only the gradient of a mean is divided; drop one of them");
        }

        var threads = values.Int32s(BenchDeclarations.Threads) is { Count: > 0 } given ? given : [.. new[] { 1, Math.Clamp(cores, 1, 256) }.Distinct()];
        var kernels = Kernels(values, errors);
        var mappings = Enum.GetValues<BenchMapping>();
        var cases =
            from model in values.Choices(BenchDeclarations.Models)
            from objective in objectives
            from dimension in values.Int32s(BenchDeclarations.Dimensions)
            from kernel in kernels
            from count in threads
            from mapping in values.Choices(BenchDeclarations.Mappings)
            select new BenchCase(Architectures[model], objective, dimension, kernel, count, mappings[mapping]);
        return new BenchRequest(
            Path.GetFullPath(invocation.Operands.FirstOrDefault(operand => operand.Length > 0) ?? "-"), [.. cases], new LearningSettings(Common(values), OptionBinder.Text(values)), values.Int32(BenchDeclarations.Rounds), cores);
    }

    private static string[] Kernels(OptionValues values, List<string> errors)
    {
        var asked = values.Choices(BenchDeclarations.Kernels).Select(index => BenchDeclarations.Kernels.Choices[index]).ToArray();
        if (asked.Length == 0)
        {
            // An impossible STREAMW2V_KERNEL is among the errors already.
            return errors.Count > 0 ? [] : [KernelSelector.Selected];
        }

        errors.AddRange(asked.Except(KernelSelector.Supported)
            .Select(missing => $"--kernel {missing}: this processor has only {string.Join(", ", KernelSelector.Supported)}"));
        return asked;
    }

    private static ModelOptions Common(OptionValues values) => new()
    {
        Window = values.Int32(ModelDeclarations.Window),
        FixedWindow = values.Flag(ModelDeclarations.FixedWindow),
        Negative = values.Int32(ModelDeclarations.Negative),
        NoiseExponent = values.Number(ModelDeclarations.NoiseExponent),
        Sample = values.Number(BenchDeclarations.Sample),
        MinCount = values.Int32(ModelDeclarations.MinCount),
        MaxVocabulary = int.MaxValue,
        Passes = 1,
        Seed = (ulong)values.Integer(ModelDeclarations.Seed),
        CbowMean = values.Flag(ModelDeclarations.CbowMean),
        CbowSplit = values.Flag(ModelDeclarations.CbowSplit),
        UpdateOrder = OptionBinder.Order(values),
        MaxSentence = values.Int32(ModelDeclarations.MaxSentence),
        SoftmaxBatch = values.Int32(ModelDeclarations.SoftmaxBatch),
        SoftmaxMaxVocabulary = values.Int32(ModelDeclarations.SoftmaxMaxVocabulary),
    };
}

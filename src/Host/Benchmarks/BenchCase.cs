using StreamW2V.Engine;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Benchmarks;

/// <summary>One combination to measure.</summary>
/// <param name="Architecture">Skip-gram or CBOW.</param>
/// <param name="Objective">The loss.</param>
/// <param name="Dimension">Floats per vector.</param>
/// <param name="Kernel">The kernel by name.</param>
/// <param name="Threads">Trainer threads.</param>
/// <param name="Mapping">Where the rows live.</param>
internal sealed record BenchCase(Architecture Architecture, Objective Objective, int Dimension, string Kernel, int Threads, BenchMapping Mapping)
{
    /// <summary>The architecture as it is typed.</summary>
    public string ModelName => Architecture == Architecture.Cbow ? "cbow" : "sg";

    /// <summary>The loss as it is typed.</summary>
    public string ObjectiveName => Objective switch
    {
        Objective.NegativeSampling => "ns",
        Objective.HierarchicalSoftmax => "hs",
        Objective.Both => "ns+hs",
        _ => "softmax",
    };

    /// <summary>The mapping as it is typed.</summary>
    public string MappingName => Mapping.ToString().ToLowerInvariant();

    /// <summary><paramref name="common"/> with what is particular to this combination.</summary>
    public ModelOptions Over(ModelOptions common) =>
        common with { Architecture = Architecture, Objective = Objective, Dimension = Dimension, Threads = Threads };

    /// <inheritdoc/>
    public override string ToString() => $"{ModelName} {ObjectiveName} dim {Dimension} kernel {Kernel} threads {Threads} {MappingName}";
}

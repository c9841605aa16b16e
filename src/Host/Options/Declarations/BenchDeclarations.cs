using StreamW2V.Numerics;

namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of <c>bench</c> that stand for several runs: lists of which every combination is measured. No file sets them.</summary>
public static class BenchDeclarations
{
    /// <summary>Skip-gram, CBOW.</summary>
    public static readonly OptionDeclaration Models = new()
    {
        Name = "model",
        Kind = OptionKind.Choice,
        IsList = true,
        Choices = ModelDeclarations.Model.Choices,
        Default = "sg,cbow",
        Verbs = Verbs.Bench,
        Description = "Architectures",
    };

    /// <summary>The losses.</summary>
    public static readonly OptionDeclaration Objectives = new()
    {
        Name = "objective",
        Kind = OptionKind.Choice,
        IsList = true,
        Choices = ModelDeclarations.Objective.Choices,
        Default = "ns,hs",
        Verbs = Verbs.Bench,
        Description = "Losses; the cost of softmax grows with the vocabulary",
    };

    /// <summary>Floats per vector.</summary>
    public static readonly OptionDeclaration Dimensions = new()
    {
        Name = "dim",
        Aliases = ModelDeclarations.Dimension.Aliases,
        Kind = OptionKind.Integer,
        IsList = true,
        Default = "100",
        Unit = "floats",
        Minimum = ModelDeclarations.Dimension.Minimum,
        Maximum = ModelDeclarations.Dimension.Maximum,
        Verbs = Verbs.Bench,
        Description = "Lengths of a word vector",
    };

    /// <summary>The kernels.</summary>
    public static readonly OptionDeclaration Kernels = new()
    {
        Name = "kernel",
        Kind = OptionKind.Choice,
        IsList = true,
        Choices = ["scalar", "128", "256", "512"],
        DefaultNote = $"the widest this processor has, or {KernelSelector.Variable}",
        Verbs = Verbs.Bench,
        Description = "Kernels, by the bits of their registers",
    };

    /// <summary>Trainer threads.</summary>
    public static readonly OptionDeclaration Threads = new()
    {
        Name = "threads",
        Aliases = ModelDeclarations.Threads.Aliases,
        Kind = OptionKind.Integer,
        IsList = true,
        DefaultNote = "1 and the machine's cores",
        Unit = "threads",
        Minimum = ModelDeclarations.Threads.Minimum,
        Maximum = ModelDeclarations.Threads.Maximum,
        Verbs = Verbs.Bench,
        Description = "Numbers of trainer threads",
    };

    /// <summary>The mappings of the matrices.</summary>
    public static readonly OptionDeclaration Mappings = new()
    {
        Name = "mapping",
        Kind = OptionKind.Choice,
        IsList = true,
        Choices = ["private", "huge", "shared", "heap"],
        Default = "private",
        Verbs = Verbs.Bench,
        Description = "Mappings of the matrices; private and huge differ for rows of a generation only, which bench has none of; heap is none of them but pinned arrays, to compare with",
    };

    /// <summary>Subsampling; bench has a default of its own, that of published comparisons.</summary>
    public static readonly OptionDeclaration Sample = ModelDeclarations.Sample with
    {
        Section = null,
        Default = "0.0001",
        Verbs = Verbs.Bench,
    };

    /// <summary>Times everything is measured.</summary>
    public static readonly OptionDeclaration Rounds = new()
    {
        Name = "rounds",
        Kind = OptionKind.Integer,
        Default = "3",
        Unit = "rounds",
        Minimum = 1,
        Maximum = 1000,
        Verbs = Verbs.Bench,
        Description = "Times every combination is run; the figures are medians with minimum and maximum",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [Models, Objectives, Dimensions, Kernels, Threads, Mappings, Sample, Rounds];
}

namespace StreamW2V.Engine;

/// <summary>The loss that is minimized.</summary>
[Flags]
public enum Objective
{
    /// <summary>No objective; not a valid choice.</summary>
    None = 0,

    /// <summary>Negative sampling.</summary>
    NegativeSampling = 1,

    /// <summary>Hierarchical softmax.</summary>
    HierarchicalSoftmax = 2,

    /// <summary>The sum of the losses of negative sampling and hierarchical softmax.</summary>
    Both = NegativeSampling | HierarchicalSoftmax,

    /// <summary>Exact softmax over the vocabulary.</summary>
    FullSoftmax = 4,
}

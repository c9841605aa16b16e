namespace StreamW2V.Store.Generations;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Normal after a crash or a rollback; nothing to do.</summary>
    Note,

    /// <summary>The store works, but somebody should look.</summary>
    Warning,

    /// <summary>Something that was committed cannot be read.</summary>
    Error,
}

namespace StreamW2V.Host.Options;

/// <summary>How a line is cut into tokens.</summary>
public enum TokenizerKind
{
    /// <summary>At white space.</summary>
    Whitespace,

    /// <summary>At Unicode word boundaries.</summary>
    Unicode,

    /// <summary>At Unicode word boundaries, CJK characters apart.</summary>
    Cjk,
}

namespace StreamW2V.Host.Options;

/// <summary>What the text of an option's value means, and so how it is read and what its range counts.</summary>
public enum OptionKind
{
    /// <summary>A whole number; <c>1e6</c> is taken for 1000000.</summary>
    Integer,

    /// <summary>A finite decimal number with a point, whatever the locale.</summary>
    Number,

    /// <summary>On or off: <c>true</c>, <c>false</c>, <c>1</c>, <c>0</c>; the bare option means on.</summary>
    Flag,

    /// <summary>One of <see cref="OptionDeclaration.Choices"/>.</summary>
    Choice,

    /// <summary>
    /// A length of time: <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>; a bare number is seconds. The range is in seconds.
    /// </summary>
    Duration,

    /// <summary>A number of bytes: <c>1048576</c>, <c>1024KiB</c>, <c>1MiB</c>, <c>1GiB</c>. The range is in bytes.</summary>
    Size,

    /// <summary>A file or folder.</summary>
    Path,

    /// <summary>
    /// Files or folders: the option is repeated on the command line, an array in the file, separated by <c>:</c> in the environment.
    /// </summary>
    Paths,
}

namespace StreamW2V.Host.Options;

/// <summary>Where a value comes from, in rising order of precedence.</summary>
public enum OptionOrigin
{
    /// <summary>The declaration.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>A <c>STREAMW2V__SECTION__KEY</c> variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    CommandLine,
}

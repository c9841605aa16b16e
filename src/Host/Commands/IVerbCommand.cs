using StreamW2V.Host.Options;

namespace StreamW2V.Host.Commands;

/// <summary>One verb: how it is called and what it does.</summary>
internal interface IVerbCommand
{
    /// <summary>Which verb it is; the options say by it whether they belong to it.</summary>
    Verbs Verb { get; }

    /// <summary>The word typed.</summary>
    string Name { get; }

    /// <summary>One line for the list of verbs.</summary>
    string Summary { get; }

    /// <summary>Its operands as shown in the usage line, e.g. <c>WORD...</c>; empty if it takes none.</summary>
    string Operands { get; }

    /// <summary>How many operands it takes.</summary>
    (int Minimum, int Maximum) OperandCount { get; }

    /// <summary>What one should know before using it.</summary>
    string Details { get; }

    /// <summary>Command lines that work.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>
    /// Checks the options and returns what is to be done. Touches no file; all that is wrong goes to <paramref name="errors"/>.
    /// </summary>
    VerbAction Prepare(Invocation invocation, List<string> errors);
}

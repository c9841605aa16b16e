using StreamW2V.Host.Options;

namespace StreamW2V.Host.CommandLine;

/// <summary>A command line taken apart, its values not yet read.</summary>
/// <param name="Options">The options given, with the texts they were given.</param>
/// <param name="Operands">The other arguments: words, files, a number.</param>
internal sealed record ParsedCommandLine(IReadOnlyList<RawOption> Options, IReadOnlyList<string> Operands);

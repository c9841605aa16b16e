using System.CommandLine;
using System.CommandLine.Help;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.CommandLine;

/// <summary>
/// Builds the parser of System.CommandLine from the verbs and the declared options, and takes a command line apart with it.
/// </summary>
internal sealed class VerbParser
{
    private readonly RootCommand _root;
    private readonly IReadOnlyList<IVerbCommand> _verbs;
    private readonly Dictionary<(Verbs Verb, OptionDeclaration Declaration), Option<string[]>> _options = [];
    private readonly Dictionary<Verbs, Argument<string[]>> _operands = [];

    /// <summary>A parser for <paramref name="verbs"/>.</summary>
    public VerbParser(IReadOnlyList<IVerbCommand> verbs)
    {
        _verbs = verbs;
        _root = new RootCommand("Word vectors that never stop learning.");
        _root.Options.Clear();
        _root.Options.Add(new HelpOption { Recursive = true });
        foreach (var verb in verbs)
        {
            _root.Subcommands.Add(Command(verb));
        }
    }

    /// <summary>
    /// Takes the arguments behind the verb apart. Options nobody declared, missing values, repeated options and a wrong number of
    /// operands go to <paramref name="errors"/>. Null if help was asked for.
    /// </summary>
    public ParsedCommandLine? Parse(IVerbCommand verb, IReadOnlyList<string> arguments, List<string> errors)
    {
        var normalized = ArgumentSpelling.Normalize(arguments, verb.Verb, out var literal);

        // No bundling: -size is --size, not -s -i -z -e. No response files: a word may start with @.
        var configuration = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        var result = _root.Parse([verb.Name, .. normalized], configuration);
        if (result.Action is HelpAction)
        {
            return null;
        }

        var before = errors.Count;
        var operands = (verb.OperandCount.Maximum > 0 ? result.GetValue(_operands[verb.Verb]) ?? [] : [.. result.UnmatchedTokens]).ToList();
        foreach (var unknown in operands.Take(operands.Count - literal).Where(operand => operand.Length > 1 && operand[0] == '-'))
        {
            errors.Add(Unknown(verb, unknown));
        }

        var found = new List<RawOption>();
        foreach (var option in OptionCatalog.Of(verb.Verb))
        {
            if (result.GetResult(_options[(verb.Verb, option)]) is not { Implicit: false } given)
            {
                continue;
            }

            var texts = given.Tokens.Select(token => token.Value).ToList();
            if (texts.Count == 0)
            {
                errors.Add($"{option.Flag} needs a value{(option.Range.Length > 0 ? $", {option.Range}" : "")}");
            }
            else if (texts.Count > 1 && option.Kind != OptionKind.Paths)
            {
                errors.Add($"{option.Flag} is given {texts.Count} times: keep one");
            }
            else
            {
                found.Add(new RawOption(option, texts, OptionOrigin.CommandLine, option.Flag));
            }
        }

        // The value of an option that was not understood looks like an operand; counting would only add noise.
        if (errors.Count == before)
        {
            CheckOperands(verb, operands, errors);
        }

        return new ParsedCommandLine(found, operands);
    }

    /// <summary>The verb of that name, or an error that names the nearest.</summary>
    public IVerbCommand Find(string name) => _verbs.FirstOrDefault(verb => verb.Name == name)
        ?? throw new UsageException((name.StartsWith('-'), NearestName.Hint(name, _verbs.Select(verb => verb.Name))) switch
        {
            (true, _) => $"{name} stands where the verb should be: write streamw2v VERB [options]; streamw2v --help lists the verbs",
            (_, "") => $"unknown verb {name}; streamw2v --help lists the verbs",
            (_, var hint) => $"unknown verb {name}{hint}",
        });

    private Command Command(IVerbCommand verb)
    {
        var command = new Command(verb.Name, verb.Summary) { TreatUnmatchedTokensAsErrors = false };
        if (verb.OperandCount.Maximum > 0)
        {
            var operands = new Argument<string[]>("operands") { HelpName = verb.Operands, Arity = ArgumentArity.ZeroOrMore };
            _operands.Add(verb.Verb, operands);
            command.Arguments.Add(operands);
        }

        foreach (var declaration in OptionCatalog.Of(verb.Verb))
        {
            // Arity is checked by us, with a message of ours; AllowMultipleArgumentsPerToken would let an option eat operands.
            var option = new Option<string[]>(declaration.Flag, [.. declaration.Flags.Skip(1)])
            {
                Description = declaration.Description,
                Arity = ArgumentArity.ZeroOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            _options.Add((verb.Verb, declaration), option);
            command.Options.Add(option);
        }

        return command;
    }

    private string Unknown(IVerbCommand verb, string argument)
    {
        var name = argument.Split('=')[0];
        var plain = ArgumentSpelling.Plain(name);
        if (OptionCatalog.All.FirstOrDefault(option => option.Flags.Any(flag => ArgumentSpelling.Plain(flag) == plain)) is { } elsewhere)
        {
            var takers = _verbs.Where(other => (elsewhere.Verbs & other.Verb) != 0).Select(other => other.Name);
            return $"{elsewhere.Flag} is not an option of {verb.Name}; it belongs to {string.Join(", ", takers)}";
        }

        var hint = NearestName.Hint("--" + name.TrimStart('-'), OptionCatalog.Of(verb.Verb).SelectMany(option => option.Flags));
        return $"unknown option {name}{(hint.Length > 0 ? hint : $"; streamw2v {verb.Name} --help lists the options")}";
    }

    private static void CheckOperands(IVerbCommand verb, List<string> operands, List<string> errors)
    {
        var (minimum, maximum) = verb.OperandCount;
        if (operands.Count < minimum)
        {
            errors.Add($"{verb.Name} needs {verb.Operands}: write streamw2v {verb.Name} {verb.Operands}, e.g. {verb.Examples[0]}");
        }
        else if (operands.Count > maximum)
        {
            var advice = verb.Verb == Verbs.Run ? "use train for files, --watch DIR for a folder" : $"see streamw2v {verb.Name} --help";
            errors.Add(maximum == 0
                ? $"{verb.Name} takes no operands, but was given {operands[0]}; {advice}"
                : $"{verb.Name} takes {verb.Operands}, but was given {operands.Count} operands: {string.Join(' ', operands)}");
        }
    }
}

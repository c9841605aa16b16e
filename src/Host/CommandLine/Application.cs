using System.Reflection;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Numerics;

namespace StreamW2V.Host.CommandLine;

/// <summary>The program: from arguments to exit code. Tests call it as <c>Main</c> does.</summary>
public static class Application
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Arguments as the shell gives them.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="cancellation">Stops <c>run</c> and <c>train</c> as a signal does.</param>
    /// <returns>The exit code, one of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, HostContext context, CancellationToken cancellation = default) =>
        RunAsync(VerbCommands.All, arguments, context, cancellation);

    /// <summary>The same with verbs of the caller's choice.</summary>
    internal static async Task<int> RunAsync(
        IReadOnlyList<IVerbCommand> verbs, IReadOnlyList<string> arguments, HostContext context, CancellationToken cancellation)
    {
        try
        {
            var code = await DispatchAsync(verbs, arguments, context, cancellation);
            await context.Output.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(exception, context);
        }
    }

    private static async Task<int> DispatchAsync(
        IReadOnlyList<IVerbCommand> verbs, IReadOnlyList<string> arguments, HostContext context, CancellationToken cancellation)
    {
        var width = Math.Min(context.Width, 120);
        if (arguments.Count == 0 || IsHelp(arguments[0]) && arguments.Count == 1)
        {
            context.Output.Write(HelpText.OfProgram(verbs, width));
            return ExitCode.Success;
        }

        if (arguments[0] is "--version" or "-version")
        {
            context.Output.WriteLine("streamw2v " + Version);
            return ExitCode.Success;
        }

        var parser = new VerbParser(verbs);
        var verb = parser.Find(IsHelp(arguments[0]) ? arguments[1] : arguments[0]);
        var errors = new List<string>();
        if (IsHelp(arguments[0]) || parser.Parse(verb, [.. arguments.Skip(1)], errors) is not { } parsed)
        {
            context.Output.Write(HelpText.OfVerb(verb, width));
            return ExitCode.Success;
        }

        CheckKernel(errors);
        var values = OptionResolver.Resolve(Layers(parsed, context, errors), context.Cores, errors);
        var invocation = new Invocation(context, verb.Verb, values, parsed.Operands);
        var action = verb.Prepare(invocation, errors);
        return errors.Count == 0 ? await action(cancellation) : throw new UsageException(errors);
    }

    /// <summary>The version of the program, e.g. <c>0.1.0</c>.</summary>
    public static string Version =>
        typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static void CheckKernel(List<string> errors)
    {
        try
        {
            _ = KernelSelector.Selected;
        }
        catch (ArgumentException error)
        {
            errors.Add(error.Message.TrimEnd('.'));
        }
    }

    private static bool IsHelp(string argument) => argument is "help" or "--help" or "-help" or "-h" or "-?";

    private static List<RawOption> Layers(ParsedCommandLine parsed, HostContext context, List<string> errors)
    {
        var layers = new List<RawOption>(parsed.Options);
        layers.AddRange(EnvironmentOptions.Read(context.Variables, errors));
        var asked = parsed.Options.FirstOrDefault(option => option.Declaration == OutputDeclarations.Config)?.Texts[0];
        if ((asked ?? context.DefaultConfiguration) is { Length: > 0 } path)
        {
            layers.AddRange(ConfigurationFile.Read(path, errors));
        }

        return layers;
    }
}

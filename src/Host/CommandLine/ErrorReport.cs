using StreamW2V.Host.Options;
using StreamW2V.Ingest;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Neighbors;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.CommandLine;

/// <summary>Turns what went wrong into lines on standard error and an exit code.</summary>
internal static class ErrorReport
{
    private const int BrokenPipeErrno = 32;

    /// <summary>Reports <paramref name="exception"/> and returns the exit code for it.</summary>
    public static int Write(Exception exception, HostContext context)
    {
        if (IsBrokenPipe(exception))
        {
            // Whoever read our output has seen enough, as in `| head`.
            return ExitCode.Success;
        }

        var code = Code(exception);
        if (exception is UsageException usage)
        {
            foreach (var error in usage.Errors)
            {
                Line(context, error);
            }
        }
        else if (code == ExitCode.Internal)
        {
            var hint = context.Debug ? "" : ". Set STREAMW2V_DEBUG=1 for the stack trace, and report it";
            Line(context, $"internal error: {exception.GetType().Name}: {exception.Message.TrimEnd('.')}{hint}");
        }
        else
        {
            Line(context, Sentence(exception));
        }

        if (context.Debug)
        {
            context.Error.WriteLine(exception);
        }

        return code;
    }

    private static int Code(Exception exception) => exception switch
    {
        UsageException => ExitCode.Usage,
        FailedException or UnknownWordException or OperationCanceledException or MissingGenerationException => ExitCode.Failed,
        StoreLockedException => ExitCode.Locked,
        StoreDamagedException or BadInputException or BadFormatException or InvalidDataException => ExitCode.BadInput,
        FileNotFoundException or DirectoryNotFoundException => ExitCode.Failed,
        IOException or UnauthorizedAccessException => ExitCode.InputOutput,
        AggregateException { InnerException: { } inner } => Code(inner),
        _ => ExitCode.Internal,
    };

    private static string Sentence(Exception exception) => exception switch
    {
        OperationCanceledException => "stopped by a signal before it was done. What was committed before is kept; run it again to go on",
        AggregateException { InnerException: { } inner } => Sentence(inner),
        _ => exception.Message,
    };

    // One line whatever the message holds: scripts and journals read line by line.
    private static void Line(HostContext context, string message)
    {
        var line = message.ReplaceLineEndings(" ");
        context.Error.WriteLine($"streamw2v: {line}{(line.EndsWith('.') || line.EndsWith('?') ? "" : ".")}");
    }

    private static bool IsBrokenPipe(Exception exception) =>
        exception is IOException and not StorageException
            && (exception.HResult == BrokenPipeErrno || exception.InnerException?.HResult == BrokenPipeErrno);
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;

namespace StreamW2V.Host.Services;

/// <summary>
/// <c>run</c>: a generic host with two services, the intake in front of the journal and the learner behind it. It ends when the sources end, when a signal
/// comes, or with the first failure of either.
/// </summary>
internal static class RunService
{
    /// <summary>Does what <paramref name="request"/> asks for until it is done or <paramref name="stop"/> is signaled.</summary>
    public static async Task<LearningResult> RunAsync(RunRequest request, LearningSession session, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var folder in request.Stream.Watch)
        {
            RequireReadable(folder);
        }

        if (request.Evaluation is { } evaluation)
        {
            InputFiles.RequireAll(evaluation.Analogies.Concat(evaluation.Similarity));
        }

        using var stream = StreamSession.Open(request, session);
        var meter = new LearningMeter(session, stream.Learner, start);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddSingleton(stream)
            .AddSingleton(meter)
            .AddSingleton<StreamFailure>()
            .AddSingleton<IntakeService>()
            .AddHostedService(services => services.GetRequiredService<IntakeService>())
            .AddHostedService<LearnerService>()
            .Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);

        // Signals are the verb's: it has already turned them into the token, so that a second one ends the process at once.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        using var host = builder.Build();
        var failure = host.Services.GetRequiredService<StreamFailure>();

        // Started whole even if a signal has come already: a start cut short would leave one service running while the other's files close.
        await host.StartAsync(CancellationToken.None);
        await host.WaitForShutdownAsync(stop);
        if (failure.First is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        var result = meter.Result(stream.Committer);
        Log.Stopped(session.Log, result.Generation, result.Words, stop.IsCancellationRequested ? "asked to stop" : "the sources ended");
        return result;
    }

    /// <summary>A folder may vanish and come back later; one that is not there at the start is most likely misspelled.</summary>
    private static void RequireReadable(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailedException(File.Exists(folder)
                ? $"--watch {folder} is a file. Watch the folder it is in, or train on it with: streamw2v train"
                : $"there is no folder {folder} to watch. Make it first, or check the path");
        }

        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
        }
        catch (UnauthorizedAccessException)
        {
            throw new FailedException($"the folder {folder} cannot be read. Give this user permission to list it");
        }
    }
}

using StreamW2V.Host.Commands;
using StreamW2V.Host.Learning;

namespace StreamW2V.Host.Tests;

/// <summary>The verbs with learning services that only report what they were told to.</summary>
internal static class LearningVerbs
{
    /// <summary>A file that is there, as train wants it; the services do not read it.</summary>
    public static string Text { get; } = typeof(LearningVerbs).Assembly.Location;

    public static IReadOnlyList<IVerbCommand> All { get; } = With((_, _) => Task.FromResult(new LearningResult
    {
        Words = 1234,
        Seconds = 2.5,
        WordsPerSecond = 493.6,
        Loss = 1.5,
        PrequentialLoss = 1.625,
        OutOfVocabulary = 0.25,
        Admissions = 12,
        Evictions = 3,
        Generation = 7,
    }));

    public static IReadOnlyList<IVerbCommand> With(Func<LearningSession, CancellationToken, Task<LearningResult>> learn) =>
    [
        new TrainCommand((_, session, stop) => learn(session, stop)),
        new RunCommand((_, session, stop) => learn(session, stop)),
        .. VerbCommands.All.Where(verb => (verb.Verb & Host.Options.Verbs.Learning) == 0),
    ];
}

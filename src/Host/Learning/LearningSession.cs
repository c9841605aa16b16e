using Microsoft.Extensions.Logging;
using StreamW2V.Host.Output;

namespace StreamW2V.Host.Learning;

/// <summary>What a learning service reports to: a log of events and progress.</summary>
/// <param name="Log">Takes the events of <see cref="Logging.Log"/>.</param>
/// <param name="Progress">Takes progress; reporting costs little and may be done once per batch.</param>
/// <param name="Time">The clock.</param>
public sealed record LearningSession(ILogger Log, ProgressReport Progress, TimeProvider Time);

using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamW2V.Host.Output;

namespace StreamW2V.Host.Logging;

/// <summary>
/// Writes each event as one line through the status display, so that log and live line do not tear each other:
/// <c>2026-11-21T12:00:00Z information 1101 Committed generation 3 …</c>.
/// </summary>
internal sealed class StatusLogger : ILogger
{
    private readonly StatusDisplay _display;
    private readonly TimeProvider _time;
    private readonly LogLevel _least;

    /// <summary>A logger of events of <paramref name="least"/> severity and above.</summary>
    public StatusLogger(StatusDisplay display, TimeProvider time, LogLevel least)
    {
        _display = display;
        _time = time;
        _least = least;
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception).ReplaceLineEndings(" ");
        var cause = exception is null ? "" : $": {exception.Message.ReplaceLineEndings(" ")}";
        var now = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var level = logLevel.ToString().ToLowerInvariant();
        _display.Line(string.Create(CultureInfo.InvariantCulture, $"{now} {level} {eventId.Id} {message}{cause}"));
    }
}

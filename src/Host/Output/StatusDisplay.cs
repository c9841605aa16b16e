using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Output;

/// <summary>
/// Standard error while something runs: log lines above, and on a terminal one live line below them that is redrawn in place.
/// Safe from many threads.
/// </summary>
public sealed class StatusDisplay
{
    private const string EraseLine = "\r\u001b[2K";
    private readonly Lock _gate = new();
    private readonly TextWriter _error;
    private readonly int _width;
    private string _live = "";

    /// <summary>A display on <paramref name="context"/>'s standard error.</summary>
    public StatusDisplay(HostContext context)
    {
        _error = context.Error;
        _width = context.Width;
        IsTerminal = context.ErrorIsTerminal;
    }

    /// <summary>Whether a line can be redrawn.</summary>
    public bool IsTerminal { get; }

    /// <summary>Writes a line that stays.</summary>
    public void Line(string text)
    {
        lock (_gate)
        {
            _error.WriteLine(_live.Length == 0 ? text : EraseLine + text);
            if (_live.Length > 0)
            {
                _error.Write(_live);
            }
        }
    }

    /// <summary>Redraws the live line; on anything but a terminal nothing happens. Empty text removes it.</summary>
    public void Live(string text)
    {
        if (!IsTerminal)
        {
            return;
        }

        lock (_gate)
        {
            // The last column stays free: a full line would wrap and could not be erased.
            _live = text.Length < _width ? text : text[..(_width - 1)];
            _error.Write(EraseLine + _live);
        }
    }
}

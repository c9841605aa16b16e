using System.Diagnostics;
using System.Text;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>A process of the program. Its output is read as it comes; disposing kills it if it still runs.</summary>
internal sealed class LiveProgram : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _errors = [];
    private readonly Task<string> _output;
    private readonly Task _errorReader;

    /// <summary>Follows a process that was just started with redirected streams.</summary>
    public LiveProgram(Process process)
    {
        _process = process;
        _output = new StreamReader(process.StandardOutput.BaseStream, new UTF8Encoding(false, throwOnInvalidBytes: true)).ReadToEndAsync();
        _errorReader = ReadErrorsAsync();
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its standard input.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Standard error so far.</summary>
    public string ErrorText
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    /// <summary>The first line of standard error so far that contains <paramref name="text"/>, or null.</summary>
    public string? ErrorLine(string text)
    {
        lock (_errors)
        {
            return _errors.Find(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>The last line of standard error so far that contains <paramref name="text"/>, or null.</summary>
    public string? LastLine(string text)
    {
        lock (_errors)
        {
            return _errors.FindLast(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Waits for a line of standard error that contains <paramref name="text"/>.</summary>
    public async Task<string> LineAsync(string text)
    {
        await Deadline.Until(() => ErrorLine(text) is not null, $"the line '{text}'", this);
        return ErrorLine(text)!;
    }

    /// <summary>Waits until the sources are open and learning has begun.</summary>
    public Task<string> StartedAsync() => LineAsync("1001 Started ");

    /// <summary>Writes to its standard input.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await Input.WriteAsync(bytes);
        await Input.FlushAsync();
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    public Task<Outcome> EndByAsync(int signal)
    {
        Signal.Send(Id, signal);
        return ExitAsync();
    }

    /// <summary>kill -9 at this moment; fails the test if the program was not running any more.</summary>
    public async Task KillAsync()
    {
        var outcome = await EndByAsync(Signal.Kill);
        Assert.True(outcome.Code == 128 + Signal.Kill, $"killed, but: {outcome}");
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> ExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Deadline.Generous);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the program did not end within {Deadline.Generous}; standard error so far:\n{ErrorText}");
        }

        await _errorReader;
        return new Outcome(_process.ExitCode, await _output, [.. _errors]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Add(line);
            }
        }
    }
}

using System.IO.Pipes;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests.Files;

/// <summary>Prevents a read that was called back from taking what comes after it: the next program at the pipe would miss that.</summary>
public sealed class StandardInputTests : IDisposable
{
    private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _reader;
    private readonly StandardInput _input;
    private readonly byte[] _buffer = new byte[100];

    public StandardInputTests()
    {
        _reader = new AnonymousPipeClientStream(PipeDirection.In, _writer.ClientSafePipeHandle);
        _input = new StandardInput((int)_reader.SafePipeHandle.DangerousGetHandle());
    }

    public void Dispose()
    {
        _input.Dispose();
        _reader.Dispose();
        _writer.Dispose();
    }

    [Fact]
    public async Task A_read_that_was_called_back_takes_nothing()
    {
        using var stop = new CancellationTokenSource();
        var read = _input.ReadAsync(_buffer, stop.Token).AsTask();
        await Task.Delay(100);
        Assert.False(read.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(20)));
        _writer.Write("late"u8);
        await Task.Delay(100);
        Assert.Equal(4, await _input.ReadAsync(_buffer));
        Assert.Equal("late"u8, _buffer.AsSpan(0, 4));
    }

    [Fact]
    public async Task What_comes_while_it_waits_is_read_and_so_is_the_end()
    {
        var read = _input.ReadAsync(_buffer).AsTask();
        await Task.Delay(100);
        _writer.Write("one"u8);
        Assert.Equal(3, await read.WaitAsync(TimeSpan.FromSeconds(20)));
        _writer.Write("two"u8);
        Assert.Equal(3, await _input.ReadAsync(_buffer));
        read = _input.ReadAsync(_buffer).AsTask();
        _writer.Dispose();
        Assert.Equal(0, await read.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}

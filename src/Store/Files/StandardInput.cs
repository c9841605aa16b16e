using System.Runtime.InteropServices;

namespace StreamW2V.Store.Files;

/// <summary>
/// Standard input, which is read only when it has something. A read that waits inside the system cannot be called back: what a writer puts into a pipe with a name after this process has stopped listening would
/// go to that read, and be lost to the next process that opens the pipe. On a terminal a line at a time, as the terminal gives them.
/// </summary>
public sealed unsafe partial class StandardInput : ReadOnlyStream
{
    private const int LookEveryMilliseconds = 50;
    private const short Readable = 1;

    private readonly int _descriptor;

    /// <summary>Standard input of this process.</summary>
    public StandardInput()
        : this(0)
    {
    }

    /// <summary>The same for another descriptor, which whoever opened it closes.</summary>
    internal StandardInput(int descriptor) => _descriptor = descriptor;

    /// <inheritdoc/>
    /// <exception cref="IOException">The system refused to read.</exception>
    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint read = ReadRaw(_descriptor, start, (nuint)buffer.Length);
                if (read >= 0)
                {
                    return (int)read;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Errno.Interrupted:
                        break;
                    case Errno.WouldBlock:
                        HasSomething(LookEveryMilliseconds);
                        break;
                    case var error:
                        throw new IOException($"cannot read standard input: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}); check what it is connected to");
                }
            }
        }
    }

    /// <summary>Reads what is there, or waits for it; a wait that is canceled has taken nothing.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return HasSomething(0) ? new(Read(buffer.Span)) : new(WaitAndReadAsync(buffer, cancellationToken));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private Task<int> WaitAndReadAsync(Memory<byte> buffer, CancellationToken cancellation) => Task.Factory.StartNew(
        () =>
        {
            while (true)
            {
                bool isThere = HasSomething(LookEveryMilliseconds);
                cancellation.ThrowIfCancellationRequested();
                if (isThere)
                {
                    return Read(buffer.Span);
                }
            }
        },
        cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Whether a read comes back at once: with bytes, at the end, or with an error.</summary>
    private bool HasSomething(int milliseconds)
    {
        var wanted = new PollRequest { Descriptor = _descriptor, Events = Readable };
        return Poll(&wanted, 1, milliseconds) switch
        {
            0 => false,
            > 0 => true,
            _ => Marshal.GetLastPInvokeError() != Errno.Interrupted,
        };
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadRaw(int file, byte* destination, nuint count);

    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Seen;
    }
}

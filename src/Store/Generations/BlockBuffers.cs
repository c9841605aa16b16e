using System.Collections.Concurrent;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Copies of blocks that threads have made because they want to write the rows, on their way to the file: a bounded number of them. Writing a file takes a lock of the kernel, and a thread that has to
/// wait for it may wait for a thread that has no processor; a copy takes none. So the thread that writes the file writes the copies, and others do so only where there is no room for one more.
/// </summary>
internal sealed unsafe class BlockBuffers : IDisposable
{
    /// <summary>Memory for copies, at most.</summary>
    public const long MaxBytes = 64 << 20;

    private const int LeastBuffers = 16;

    private readonly AddressRange _memory;
    private readonly int _buffers;
    private readonly ConcurrentQueue<int> _free = new();
    private readonly ConcurrentQueue<(MatrixSnapshot Matrix, int Block, int Buffer)> _kept = new();
    private int _used;

    /// <summary>Buffers of so many bytes each; they take memory when they are first used.</summary>
    public BlockBuffers(int blockBytes)
    {
        BlockBytes = blockBytes;
        _buffers = (int)Math.Max(LeastBuffers, MaxBytes / blockBytes);
        _memory = AddressRange.Reserve((long)_buffers * blockBytes, Environment.SystemPageSize, "copies of rows");
    }

    /// <summary>Bytes of a buffer.</summary>
    public int BlockBytes { get; }

    /// <summary>The first bytes of a buffer.</summary>
    public Span<byte> this[int buffer, int bytes] => new(_memory.Origin + ((long)buffer * BlockBytes), bytes);

    /// <summary>A buffer for the caller alone; where there is none, some of the copies are written until there is.</summary>
    public int Take()
    {
        while (true)
        {
            if (_free.TryDequeue(out int buffer))
            {
                return buffer;
            }

            if (Volatile.Read(ref _used) < _buffers && Interlocked.Increment(ref _used) is var used && used <= _buffers)
            {
                return used - 1;
            }

            // Many at a time: who comes next finds room, and does not meet this thread at the file.
            Write(_buffers / 4);
        }
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(int buffer) => _free.Enqueue(buffer);

    /// <summary>Hands over a buffer with the copy of a block, to be written.</summary>
    public void Add(MatrixSnapshot matrix, int block, int buffer) => _kept.Enqueue((matrix, block, buffer));

    /// <summary>Writes some of the copies, the oldest first.</summary>
    public void Write(int most)
    {
        for (; most > 0 && _kept.TryDequeue(out var kept); most--)
        {
            kept.Matrix.Save(kept.Block, kept.Buffer);
            _free.Enqueue(kept.Buffer);
        }
    }

    /// <summary>Gives the memory back. Nobody may hold a buffer any more.</summary>
    public void Dispose() => _memory.Dispose();
}

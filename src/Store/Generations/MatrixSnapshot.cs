using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Rows of a matrix as they are at one moment, on their way to a file of a generation while others go on writing the rows. The rows are cut into blocks. Whoever is about to write a row calls
/// <see cref="Keep(int)"/> first; if the row's block has not been copied yet, that thread copies it. <see cref="GenerationWriter.EndMatrix"/> writes these copies, and all blocks that nobody asked for.
/// </summary>
/// <remarks>
/// Why the file holds the rows of that one moment: it begins while nobody writes rows (trainers drained), and from then on every row is written behind a Keep of its block. A block goes from
/// pending over claimed to copied, once, because claiming it is a compare-and-swap. Only the claimant reads the rows, and no one writes them before it has published "copied" (a release, which the reader
/// of the state acquires): a writer that meets a claimed block waits for the copy of some tens of KiB. What is checked and written is the copy, so bytes and checksum agree whatever happens to the rows.
/// Memory: a bounded number of copies (<see cref="BlockBuffers"/>), and none that grows with the matrix. Where the rows do not fit into memory, the file is written back and leaves the page cache as it is
/// written: it would push out rows that are in use, and under a limit the kernel can make room only by writing. Blocks reach the file in any order; the checksum of the whole follows from those of the blocks.
/// </remarks>
public sealed class MatrixSnapshot
{
    /// <summary>
    /// Bytes of a block at least: few enough that whoever needs one row waits ten microseconds, and enough that a gigabyte is some ten thousand steps. Rows per block are a power of two.
    /// </summary>
    private const int LeastBlockBytes = 64 << 10;

    /// <summary>Blocks on their way from the disk, where rows may have left memory, while one is copied.</summary>
    private const int BlocksAhead = 4;

    /// <summary>Copies of others that are written for each block of the writer's own, so that there are free buffers.</summary>
    private const int WrittenPerBlock = 8;

    private const byte Copied = 0;
    private const byte Pending = 1;
    private const byte Claimed = 2;

    private readonly IRowMatrix _matrix;
    private readonly IStorageFile _file;
    private readonly BlockBuffers _buffers;
    private readonly uint _headerCrc;
    private readonly byte[] _states;
    private readonly uint[] _crcs;
    private readonly int _shift;
    private int _unwritten;
    private int _kept;
    private Exception? _failure;
    private long _notFinite = long.MaxValue;

    internal MatrixSnapshot(string name, IRowMatrix matrix, long rows, IStorageFile file, BlockBuffers buffers)
    {
        _buffers = buffers;
        Name = name;
        Rows = rows;
        _matrix = matrix;
        _file = file;
        _shift = ShiftOf(matrix);
        _states = new byte[checked((int)((rows + (1L << _shift) - 1) >> _shift))];
        Array.Fill(_states, Pending);
        _crcs = new uint[_states.Length];
        _unwritten = _states.Length;
        byte[] header = NpyFile.Header(new NpyShape(rows, matrix.Stride));
        file.Write(header, 0);
        _headerCrc = Crc32C.Compute(header);
    }

    /// <summary>The name of the file.</summary>
    public string Name { get; }

    /// <summary>Rows in it.</summary>
    public long Rows { get; }

    /// <summary>Blocks that were copied by those who wanted to write their rows.</summary>
    public int BlocksKept => Volatile.Read(ref _kept);

    /// <summary>
    /// The first row with a number that is not finite, or -1 if all are, once <see cref="GenerationWriter.EndMatrix"/> has looked at all of them.
    /// </summary>
    public long FirstNotFinite => Interlocked.Read(ref _notFinite) is var row && row == long.MaxValue ? -1 : row;

    /// <summary>Bytes of the file.</summary>
    internal long FileBytes => NpyFile.HeaderBytes + (Rows * RowBytes);

    /// <summary>Whether what is written is not to stay in the page cache.</summary>
    internal bool LeavesMemory => _matrix.MayLeaveMemory;

    private int RowBytes => _matrix.Stride * sizeof(float);

    /// <summary>Bytes of a block of such a matrix.</summary>
    internal static int BlockBytesOf(IRowMatrix matrix) => checked((matrix.Stride * sizeof(float)) << ShiftOf(matrix));

    /// <summary>
    /// To be called before a row is written, by any thread. Rows behind the last one of the snapshot need nothing. An error of writing the file is not the caller's: whoever ends the matrix gets it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(int row)
    {
        int block = row >> _shift;
        if ((uint)block < (uint)_states.Length && Volatile.Read(ref _states[block]) != Copied)
        {
            KeepBlock(block);
        }
    }

    /// <summary>To be called before rows are written; see <see cref="Keep(int)"/>.</summary>
    public void Keep(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            Keep(row);
        }
    }

    /// <summary>To be called before any of the first <paramref name="rows"/> rows are written.</summary>
    public void KeepFirst(int rows)
    {
        for (long first = 0; first < Math.Min(rows, Rows); first += 1L << _shift)
        {
            Keep((int)first);
        }
    }

    /// <summary>Writes what is copied and what nobody has asked for, and waits for those who are at it. Returns the checksum of the file.</summary>
    internal uint Finish()
    {
        int buffer = _buffers.Take();
        int blocksAtOnce = Math.Max(1, GenerationWriter.WriteBackBytes / (RowBytes << _shift));
        for (int block = 0; block < _states.Length; block++)
        {
            ReadAhead(block + BlocksAhead);
            _buffers.Write(WrittenPerBlock);
            if (Volatile.Read(ref _states[block]) == Pending && TryCopy(block, buffer))
            {
                Save(block, buffer);
            }

            if (LeavesMemory && (block + 1) % blocksAtOnce == 0)
            {
                long start = NpyFile.HeaderBytes + (((long)block + 1 - blocksAtOnce) * RowBytes << _shift);
                _file.WriteBack(start, (long)blocksAtOnce * RowBytes << _shift);
                _file.LeaveMemory(start, (long)blocksAtOnce * RowBytes << _shift);
            }
        }

        _buffers.Return(buffer);
        WaitForOthers();
        if (Volatile.Read(ref _failure) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        _matrix.RequireWritten();
        uint crc = _headerCrc;
        uint shift = Crc32C.ShiftOf((long)RowBytes << _shift);
        for (int block = 0; block < _crcs.Length; block++)
        {
            long bytes = BytesOf(block);
            crc = Crc32C.CombineBy(bytes == (long)RowBytes << _shift ? shift : Crc32C.ShiftOf(bytes), crc, _crcs[block]);
        }

        return crc;
    }

    /// <summary>Gives it up: no block is written any more, nobody waits, and the file may be closed.</summary>
    internal void Abandon()
    {
        NoteFailure(new OperationCanceledException($"the matrix {Name} was given up"));
        for (int block = 0; block < _states.Length; block++)
        {
            if (Interlocked.CompareExchange(ref _states[block], Copied, Pending) == Pending)
            {
                Interlocked.Decrement(ref _unwritten);
            }
        }

        WaitForOthers();
    }

    /// <summary>Writes the copy of a block. An error is kept for whoever ends the matrix: a thread that came by here to write a row has nothing to do with it.</summary>
    internal void Save(int block, int buffer)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
            {
                Write(block, _buffers[buffer, BytesOf(block)]);
            }
        }
        catch (Exception error)
        {
            NoteFailure(error);
        }
        finally
        {
            Interlocked.Decrement(ref _unwritten);
        }
    }

    private static int ShiftOf(IRowMatrix matrix)
    {
        int rowBytes = matrix.Stride * sizeof(float);
        return BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, (LeastBlockBytes + rowBytes - 1) / rowBytes)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void KeepBlock(int block)
    {
        if (Volatile.Read(ref _states[block]) == Pending)
        {
            // A buffer before the claim: others may wait for the block.
            int buffer = _buffers.Take();
            if (TryCopy(block, buffer))
            {
                _buffers.Add(this, block, buffer);
                Interlocked.Increment(ref _kept);
                return;
            }

            _buffers.Return(buffer);
        }

        var spin = default(SpinWait);
        while (Volatile.Read(ref _states[block]) != Copied)
        {
            spin.SpinOnce();
        }
    }

    private bool TryCopy(int block, int buffer)
    {
        if (Interlocked.CompareExchange(ref _states[block], Claimed, Pending) != Pending)
        {
            return false;
        }

        try
        {
            _matrix.ReadAhead((long)block << _shift, Count(block));
            MemoryMarshal.AsBytes(_matrix.Rows((long)block << _shift, Count(block))).CopyTo(_buffers[buffer, BytesOf(block)]);
        }
        catch (Exception error)
        {
            NoteFailure(error);
        }

        Volatile.Write(ref _states[block], Copied);
        return true;
    }

    /// <summary>Starts to read a block on the way of <see cref="Finish"/>, if there is one of that number and nobody has copied it yet. Who copies a block asks for it as well: it may be the first to.</summary>
    private void ReadAhead(int block)
    {
        if (block < _states.Length && Volatile.Read(ref _states[block]) == Pending)
        {
            _matrix.ReadAhead((long)block << _shift, Count(block));
        }
    }

    private void Write(int block, ReadOnlySpan<byte> copy)
    {
        long first = (long)block << _shift;
        int place = FiniteNumbers.IndexOfOther(MemoryMarshal.Cast<byte, float>(copy));
        if (place >= 0)
        {
            long row = first + (place / _matrix.Stride);
            for (long least = Interlocked.Read(ref _notFinite); row < least;)
            {
                least = Interlocked.CompareExchange(ref _notFinite, row, least) is var seen && seen == least ? row : seen;
            }
        }

        _crcs[block] = Crc32C.Compute(copy);
        _file.Write(copy, NpyFile.HeaderBytes + (first * RowBytes));
    }

    private void NoteFailure(Exception error) => Interlocked.CompareExchange(ref _failure, error, null);

    private int BytesOf(int block) => Count(block) * RowBytes;

    private int Count(int block) => (int)Math.Min(1L << _shift, Rows - ((long)block << _shift));

    private void WaitForOthers()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _unwritten) > 0)
        {
            _buffers.Write(int.MaxValue);
            spin.SpinOnce();
        }
    }
}

using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A copy of an array as it is at one moment, made block by block while its one writer goes on: a block is copied by the writer before it first changes it, or by another thread that copies them all. So a
/// sketch of hundreds of megabytes costs the writer no pause and, until the copy is whole, some microseconds a block. Reused from copy to copy.
/// </summary>
/// <remarks>
/// A block is copied once: claiming it is a compare-and-swap. The writer waits for a block that is being copied; it reads "copied" (acquire) before it writes, and the copier publishes that (release) after it
/// has read. Of the copy itself, whoever reads it has waited for all blocks.
/// </remarks>
internal sealed class BlockCopy<T>
    where T : unmanaged
{
    private const int BlockBits = 14;
    private const byte Copied = 0;
    private const byte Pending = 1;
    private const byte Claimed = 2;

    private T[] _source = [];
    private T[] _copy = [];
    private byte[] _states = [];
    private int _left;

    /// <summary>The numbers as they were at the moment; whole after <see cref="KeepAll"/>.</summary>
    public ReadOnlySpan<T> Numbers => _copy.AsSpan(0, _source.Length);

    /// <summary>Takes the memory that a copy of so many numbers needs.</summary>
    public void Reserve(int length)
    {
        if (_copy.Length < length)
        {
            _copy = GC.AllocateUninitializedArray<T>(length);
        }
    }

    /// <summary>Begins a copy of <paramref name="source"/> as it is now; the writer calls <see cref="Keep"/> before it writes from here on.</summary>
    public void Begin(T[] source)
    {
        Reserve(source.Length);
        _source = source;
        var blocks = (source.Length + (1 << BlockBits) - 1) >> BlockBits;
        _states = _states.Length == blocks ? _states : new byte[blocks];
        Array.Fill(_states, Pending);
        _left = blocks;
    }

    /// <summary>To be called by the writer before it writes a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(int place)
    {
        var block = place >> BlockBits;
        if (Volatile.Read(ref _states[block]) != Copied)
        {
            KeepBlock(block);
        }
    }

    /// <summary>Copies all that is left, and waits for a block that another thread is copying.</summary>
    public void KeepAll()
    {
        for (var block = 0; block < _states.Length; block++)
        {
            TryCopy(block);
        }

        var spin = default(SpinWait);
        while (Volatile.Read(ref _left) > 0)
        {
            spin.SpinOnce();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void KeepBlock(int block)
    {
        TryCopy(block);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _states[block]) != Copied)
        {
            spin.SpinOnce();
        }
    }

    private void TryCopy(int block)
    {
        if (Interlocked.CompareExchange(ref _states[block], Claimed, Pending) == Pending)
        {
            var start = block << BlockBits;
            var length = Math.Min(1 << BlockBits, _source.Length - start);
            _source.AsSpan(start, length).CopyTo(_copy.AsSpan(start));
            Volatile.Write(ref _states[block], Copied);
            Interlocked.Decrement(ref _left);
        }
    }
}

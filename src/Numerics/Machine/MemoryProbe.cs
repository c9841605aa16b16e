using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Machine;

/// <summary>
/// The rate at which this machine reads memory in order, with its widest registers. It says nothing of memory unless the range is far larger than the
/// last cache. Not for use by two callers at once.
/// </summary>
public sealed unsafe class MemoryProbe : IDisposable
{
    private const int Alignment = 64;
    private const nint StepFloats = 64 * 1024;

    private readonly nint _floats;
    private float* _memory;

    /// <summary>Takes memory and writes all of it, so that every page is one of its own.</summary>
    /// <param name="bytes">Size, at least 256 KiB; rounded down to whole steps of that.</param>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public MemoryProbe(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, StepFloats * sizeof(float));
        _floats = (nint)(bytes / sizeof(float) / StepFloats * StepFloats);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)Bytes, Alignment);

        // Floats of 2.4e-38: not zero, which a page never written would be, and not subnormal.
        NativeMemory.Fill(_memory, (nuint)Bytes, 1);
    }

    /// <summary>Bytes that are read before the first one comes again.</summary>
    public long Bytes => _floats * (long)sizeof(float);

    /// <summary>Bytes read per second by all threads together, in units of 10^9. Each thread goes round and round in a part of its own.</summary>
    /// <param name="threads">Threads that read at once.</param>
    /// <param name="time">How long they read; it should be enough to go round once.</param>
    public double GigabytesPerSecond(int threads, TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        return ConcurrentRate.Measure(threads, time, thread => StepsOf(thread, threads)) / 1e9;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private Func<double> StepsOf(int thread, int threads)
    {
        var steps = _floats / StepFloats;
        var (first, end) = (steps * thread / threads, Math.Max(steps * (thread + 1) / threads, (steps * thread / threads) + 1));
        var next = first;
        return () =>
        {
            var sum = Sum(_memory + (next * StepFloats));
            next = next + 1 < end ? next + 1 : first;
            return sum > 0 ? StepFloats * sizeof(float) : throw new ArithmeticException("A sum of positive numbers is not positive.");
        };
    }

    private static float Sum(float* source) =>
        Lane512.IsSupported ? ReadLoop<Lane512, Vector512<float>>.Sum(source, StepFloats)
        : Lane256.IsSupported ? ReadLoop<Lane256, Vector256<float>>.Sum(source, StepFloats)
        : Lane128.IsSupported ? ReadLoop<Lane128, Vector128<float>>.Sum(source, StepFloats)
        : ReadLoop<ScalarLane, float>.Sum(source, StepFloats);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamW2V.Numerics;

/// <summary>Hints to the processor about memory that will soon be used.</summary>
public static class CacheLine
{
    /// <summary>
    /// Asks the processor to bring the line that holds <paramref name="value"/> near, without waiting for it. Nothing is read, so it does no
    /// harm that the garbage collector may move the value meanwhile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref readonly T value)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamW2V.Numerics;

/// <summary>Asks the processor for memory ahead of its use; where it cannot be asked nothing happens.</summary>
public static class CacheHint
{
    /// <summary>
    /// Asks for the 64 bytes that <paramref name="place"/> is in. It may be anywhere, also in memory that the garbage collector moves at this moment: what is asked for in vain harms nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Near<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }
}

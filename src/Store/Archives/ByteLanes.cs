using System.Runtime.InteropServices;

namespace StreamW2V.Store.Archives;

/// <summary>
/// Puts the first bytes of all floats side by side, then the second ones, and so on. In the difference of two close models the bytes of sign, exponent and upper
/// mantissa are mostly zero: apart from the noise of the lower mantissa they become runs that LZ4 finds. (Planes of single bits were tried: they are 1 to 11 %
/// larger, because a row that did not change is one run of zeros in four lanes and many short ones in 32 planes.)
/// </summary>
internal static class ByteLanes
{
    /// <summary>Splits <paramref name="floats"/>, each XORed with that of <paramref name="basis"/>, into four lanes.</summary>
    /// <param name="floats">A multiple of four bytes.</param>
    /// <param name="basis">A multiple of four bytes; what is missing of it counts as zeros, what is too much is not looked at.</param>
    /// <param name="lanes">As long as <paramref name="floats"/>.</param>
    public static void Split(ReadOnlySpan<byte> floats, ReadOnlySpan<byte> basis, Span<byte> lanes)
    {
        var values = MemoryMarshal.Cast<byte, uint>(floats);
        var others = MemoryMarshal.Cast<byte, uint>(basis);
        int n = values.Length;
        var first = lanes[..n];
        var second = lanes.Slice(n, n);
        var third = lanes.Slice(2 * n, n);
        var fourth = lanes.Slice(3 * n, n);
        int shared = Math.Min(n, others.Length);
        for (int i = 0; i < n; i++)
        {
            uint value = i < shared ? values[i] ^ others[i] : values[i];
            first[i] = (byte)value;
            second[i] = (byte)(value >> 8);
            third[i] = (byte)(value >> 16);
            fourth[i] = (byte)(value >> 24);
        }
    }

    /// <summary>The inverse of <see cref="Split"/>.</summary>
    public static void Join(ReadOnlySpan<byte> lanes, ReadOnlySpan<byte> basis, Span<byte> floats)
    {
        var values = MemoryMarshal.Cast<byte, uint>(floats);
        var others = MemoryMarshal.Cast<byte, uint>(basis);
        int n = values.Length;
        var first = lanes[..n];
        var second = lanes.Slice(n, n);
        var third = lanes.Slice(2 * n, n);
        var fourth = lanes.Slice(3 * n, n);
        int shared = Math.Min(n, others.Length);
        for (int i = 0; i < n; i++)
        {
            uint value = first[i] | ((uint)second[i] << 8) | ((uint)third[i] << 16) | ((uint)fourth[i] << 24);
            values[i] = i < shared ? value ^ others[i] : value;
        }
    }
}

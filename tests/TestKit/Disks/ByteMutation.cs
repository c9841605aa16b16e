using System.Buffers.Binary;

namespace StreamW2V.TestKit.Disks;

/// <summary>Changes to the bytes of a file as decay, torn writes and enemies make them, with a taste for lengths and counts.</summary>
public static class ByteMutation
{
    private static readonly double[] s_doubles = [double.NaN, double.PositiveInfinity, -1, 0, 1e300, 5e-324, -0.0];

    /// <summary>A copy with one to three changes; never the same bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> whole, Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        while (true)
        {
            var bytes = whole.ToArray();
            for (var changes = 1 + choices.Next(3); changes > 0; changes--)
            {
                bytes = Change(bytes, choices);
            }

            if (!whole.SequenceEqual(bytes))
            {
                return bytes;
            }
        }
    }

    private static byte[] Change(byte[] bytes, Choices choices)
    {
        // Half of all changes are where files have their counts: at the start.
        var at = choices.Next((choices.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length) + 1);
        var length = Math.Min(1 + choices.Next(choices.Next(2) == 0 ? 16 : 700), bytes.Length - at);
        switch (choices.Next(11))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, .. choices.Next(2) == 0 ? new byte[length] : choices.Bytes(1 + choices.Next(64))];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                bytes.AsSpan(at, length).Clear();
                return bytes;
            case 5:
                choices.Bytes(length).CopyTo(bytes, at);
                return bytes;
            case 6:
                return Swap(bytes, at, choices.Next(bytes.Length + 1), length);
            case 7 when at + 4 <= bytes.Length:
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), Extreme(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)), choices));
                return bytes;
            case 8 when at + 8 <= bytes.Length:
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), (long)Extreme(0, choices) << choices.Next(33));
                return bytes;
            case 9 when at + 8 <= bytes.Length:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at & ~7), s_doubles[choices.Next(s_doubles.Length)]);
                return bytes;
            default:
                if (at < bytes.Length)
                {
                    bytes[at] = choices.Next(2) == 0 ? (byte)(bytes[at] ^ (1 << choices.Next(8))) : (byte)('0' + choices.Next(10));
                }

                return bytes;
        }
    }

    private static int Extreme(int value, Choices choices) => choices.Next(8) switch
    {
        0 => -1,
        1 => int.MaxValue,
        2 => int.MinValue,
        3 => 0,
        4 => 1 << choices.Next(31),
        5 => value + 1,
        6 => value - 1,
        _ => (int)(value * 2L),
    };

    private static byte[] Swap(byte[] bytes, int one, int other, int length)
    {
        length = Math.Min(length, Math.Min(bytes.Length - one, bytes.Length - other));
        var kept = bytes[one..(one + length)];
        bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(one));
        kept.CopyTo(bytes, other);
        return bytes;
    }
}

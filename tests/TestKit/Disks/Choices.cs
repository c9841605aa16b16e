using StreamW2V.Numerics;

namespace StreamW2V.TestKit.Disks;

/// <summary>Random choices of a test that are the same whenever it is run with the same numbers.</summary>
/// <param name="seed">The seed of the suite.</param>
/// <param name="number">The number of the case.</param>
public sealed class Choices(ulong seed, ulong number)
{
    private RandomSource _source = new(seed, 77, number);

    /// <summary>An integer from 0 to below a bound.</summary>
    public int Next(int exclusiveMax) => _source.NextInt32(exclusiveMax);

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => _source.NextDouble() < probability;

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        foreach (ref var one in bytes.AsSpan())
        {
            one = (byte)_source.NextUInt32();
        }

        return bytes;
    }
}

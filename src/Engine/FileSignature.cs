using System.Buffers.Binary;
using System.Text;

namespace StreamW2V.Engine;

/// <summary>The first eight bytes of a file that the engine keeps in a generation: four letters that say what it is, and the version of its layout as an i32.</summary>
/// <param name="Letters">Four ASCII letters.</param>
/// <param name="Version">The version that this program writes, and the only one it reads.</param>
internal readonly record struct FileSignature(string Letters, int Version)
{
    /// <summary>Bytes of a signature.</summary>
    public const int Bytes = 8;

    /// <summary>Writes the signature.</summary>
    public void Write(BinaryWriter output)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        output.Write(bytes);
    }

    /// <summary>Writes the signature to the first bytes of <paramref name="output"/>.</summary>
    public void Write(Span<byte> output)
    {
        Encoding.ASCII.GetBytes(Letters, output);
        BinaryPrimitives.WriteInt32LittleEndian(output[4..], Version);
    }

    /// <summary>Reads the signature.</summary>
    /// <exception cref="InvalidDataException">It is another one.</exception>
    public void Require(BinaryReader input) => Require(input.ReadBytes(Bytes));

    /// <summary>Looks at the first bytes of <paramref name="input"/>.</summary>
    /// <exception cref="InvalidDataException">They are another signature.</exception>
    public void Require(ReadOnlySpan<byte> input)
    {
        if (input.Length < Bytes || !Ascii.Equals(input[..4], Letters))
        {
            throw new InvalidDataException($"it does not start with {Letters}");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(input[4..]) is var version && version != Version)
        {
            throw new InvalidDataException($"its version is {version} and this program knows {Version}");
        }
    }
}

using System.Runtime.Intrinsics;

namespace StreamW2V.Numerics.Lanes;

/// <summary>
/// The arithmetic of one register width. The kernels are written once over this face; each width is a struct, so the just-in-time
/// compiler makes a separate, fully inlined copy of every kernel for it. All multiplications that are added are fused, in every width.
/// </summary>
/// <typeparam name="TVector">The register: <see cref="float"/> itself or a vector of 4, 8 or 16 floats.</typeparam>
internal unsafe interface ILane<TVector>
    where TVector : struct
{
    /// <summary>Whether this processor has registers of this width, and fused multiply-add at it.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Floats per register; divides 16.</summary>
    static abstract int Width { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Create(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a × b + c with one rounding.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The nearest integer, ties to even, as a float.</summary>
    static abstract TVector Round(TVector a);

    /// <summary>2 to the power of an integer in [-126, 127] held as a float.</summary>
    static abstract TVector PowerOfTwo(TVector integer);

    /// <summary>The sum of the lanes, always in the same tree order.</summary>
    static abstract float Sum(TVector a);

    /// <summary>The sums of the lanes of four registers, each in one and the same tree order.</summary>
    static abstract Vector128<float> SumFour(TVector a, TVector b, TVector c, TVector d);
}

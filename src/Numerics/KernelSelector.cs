using System.Runtime.Intrinsics;
using StreamW2V.Numerics.Kernels;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics;

/// <summary>
/// Chooses the kernel once per process: the widest one the processor has, or the one named by the environment variable
/// STREAMW2V_KERNEL (scalar, 128, 256 or 512).
/// </summary>
public static class KernelSelector
{
    /// <summary>The environment variable that forces a kernel.</summary>
    public const string Variable = "STREAMW2V_KERNEL";

    private static readonly Lazy<string> Choice = new(() => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The kernels this processor can run, narrowest first.</summary>
    public static IReadOnlyList<string> Supported { get; } = FindSupported();

    /// <summary>The name of the kernel in use.</summary>
    /// <exception cref="ArgumentException">STREAMW2V_KERNEL names no kernel that this processor has.</exception>
    public static string Selected => Choice.Value;

    /// <summary>Runs <paramref name="action"/> with the kernel in use.</summary>
    public static TResult Dispatch<TAction, TResult>(TAction action)
        where TAction : IKernelAction<TResult> => Dispatch<TAction, TResult>(Selected, action);

    /// <summary>Runs <paramref name="action"/> with the kernel of the given name.</summary>
    /// <exception cref="ArgumentException">There is no such kernel, or this processor does not have it.</exception>
    public static TResult Dispatch<TAction, TResult>(string kernel, TAction action)
        where TAction : IKernelAction<TResult>
    {
        return Choose(kernel) switch
        {
            "512" => action.Run<LaneKernel<Lane512, Vector512<float>>>(),
            "256" => action.Run<LaneKernel<Lane256, Vector256<float>>>(),
            "128" => action.Run<LaneKernel<Lane128, Vector128<float>>>(),
            _ => action.Run<LaneKernel<ScalarLane, float>>(),
        };
    }

    private static string Choose(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return Supported[^1];
        }

        return Supported.Contains(wanted)
            ? wanted
            : throw new ArgumentException(
                $"{Variable}={wanted} names no kernel of this processor. Use one of {string.Join(", ", Supported)}, or leave it unset.");
    }

    private static List<string> FindSupported()
    {
        var names = new List<string> { LaneKernel<ScalarLane, float>.Name };
        AddIfSupported<LaneKernel<Lane128, Vector128<float>>>(names);
        AddIfSupported<LaneKernel<Lane256, Vector256<float>>>(names);
        AddIfSupported<LaneKernel<Lane512, Vector512<float>>>(names);
        return names;
    }

    private static void AddIfSupported<TKernel>(List<string> names)
        where TKernel : struct, IKernel
    {
        if (TKernel.IsSupported)
        {
            names.Add(TKernel.Name);
        }
    }
}

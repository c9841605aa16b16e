namespace StreamW2V.Numerics;

/// <summary>Work that is compiled once per kernel: <see cref="KernelSelector"/> calls it with the chosen one as a type.</summary>
/// <typeparam name="TResult">What the work yields.</typeparam>
public interface IKernelAction<out TResult>
{
    /// <summary>Does the work with <typeparamref name="TKernel"/>.</summary>
    TResult Run<TKernel>()
        where TKernel : struct, IKernel;
}

using Saccade.Tensors;

namespace Saccade.TestKit.OpCases;

/// <summary>
/// One op at one shape: everything that is needed to compare its kernels with their definition, to check its gradients
/// and to time it. Adding an op means adding cases; a test finds ops that have none.
/// </summary>
public sealed record OpCase
{
    /// <summary>Unique; names the op and what is particular about the case.</summary>
    public required string Name { get; init; }

    /// <summary>The class of the op.</summary>
    public required Type Operation { get; init; }

    /// <summary>The inputs, in the order of <see cref="Apply"/>.</summary>
    public required IReadOnlyList<OpInput> Inputs { get; init; }

    /// <summary>Applies the op on the tape of its inputs.</summary>
    public required Func<IReadOnlyList<Tensor>, Tensor> Apply { get; init; }

    /// <summary>The forward pass in float64, from the reference kernels.</summary>
    public required Func<double[][], double[]> Reference { get; init; }

    /// <summary>What the gradients are checked with. Required, so that nobody forgets that a step has no differences.</summary>
    public required OpGradient Gradient { get; init; }

    /// <summary>
    /// Allowed difference between the fast and the reference engine, forward, relative to the largest output; 0 where
    /// docs/numerics.md promises equal bits.
    /// </summary>
    public double ForwardTolerance { get; init; }

    /// <summary>
    /// Allowed difference of gradients, and between float32 and float64 forward, relative to the largest element: some
    /// hundred roundings of 6e-8 where nothing cancels.
    /// </summary>
    public double Tolerance { get; init; } = 2e-5;

    /// <summary>Floating-point operations of the forward pass; a fused multiply-add counts as two.</summary>
    public long Flops { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

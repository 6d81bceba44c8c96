using Saccade.Kernels.Elementwise;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Functions of one number.</summary>
public static class UnaryOpCases
{
    private const double FewUnits = 4e-7; // the runtime's functions of float32 and ours are off by some units of 6e-8 each

    private static readonly Shape[] _shapes = [new("F", 1), new("TNF", 2, 3, 13), new("TNF", 1, 3, 40_000), new("TNF", 2, 0, 5)];

    /// <summary>Every function, how its inputs are drawn, and how far its values may be from those of the reference.</summary>
    public static IReadOnlyList<(UnaryFunction Function, Func<int, ulong, float[]> Draw, double Tolerance)> Functions { get; } =
    [
        (new UnaryFunction.Scale(-0.3f), Draws.Normal, 0),
        (new UnaryFunction.Exp(), Draws.Normal, FewUnits),
        (new UnaryFunction.Log(), Draws.Positive, FewUnits),
        (new UnaryFunction.Sigmoid(), Draws.Gaussian(0, 3), FewUnits),
        (new UnaryFunction.Tanh(), Draws.Gaussian(0, 1), FewUnits),
        (new UnaryFunction.Gelu(), Draws.Gaussian(0, 2), FewUnits),
        (new UnaryFunction.Relu(), Draws.AwayFromZero, 0),
        (new UnaryFunction.Sqrt(), Draws.Positive, 0),
        (new UnaryFunction.Abs(), Draws.AwayFromZero, 0),
        (new UnaryFunction.Clamp(-0.6f, 0.9f), Draws.Quarters, 0),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } = _shapes.SelectMany(shape => Functions.Select(f => new OpCase
    {
        Name = $"{f.Function} {shape}",
        Operation = typeof(UnaryOp),
        Inputs = [new OpInput(shape, f.Draw)],
        Apply = t => UnaryOp.Apply(f.Function, t[0]),
        Reference = v => Array.ConvertAll(v[0], x => UnaryReference.Value(f.Function, x)),
        Gradient = new OpGradient.ByDifferences(),
        ForwardTolerance = f.Tolerance,
        Flops = shape.Count,
    }));
}

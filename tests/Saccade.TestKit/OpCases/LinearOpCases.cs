using Saccade.Kernels.Convolution;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Linear layers.</summary>
public static class LinearOpCases
{
    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        Case(1, 1, 1, 1, "normal", Draws.Normal),
        Case(2, 3, 5, 7, "normal", Draws.Normal, bias: false),
        Case(5, 4, 33, 10, "normal", Draws.Normal),
        Case(5, 50, 17, 11, "normal", Draws.Normal), // more rows than one task takes
        Case(1, 1, 301, 65, "normal", Draws.Normal),
        Case(5, 3, 576, 10, "spikes 0", Draws.Spikes(0)),
        Case(5, 3, 576, 10, "spikes 0.03", Draws.Spikes(0.03)),
        Case(5, 3, 576, 10, "spikes 1", Draws.Spikes(1)),
        Case(4, 60, 96, 100, "spikes 0.05", Draws.Spikes(0.05)),
        Case(4, 5, 96, 100, "levels 0.1", Draws.Levels(0.1)),
        Case(2, 0, 6, 4, "no samples", Draws.Normal),
    ];

    /// <summary>A case of any extents.</summary>
    public static OpCase Case(int steps, int samples, int inputs, int outputs, string values, Func<int, ulong, float[]> draw, bool bias = true)
    {
        var x = new OpInput(new Shape("TNF", steps, samples, inputs), draw);
        var w = new OpInput(new Shape("FK", inputs, outputs), Draws.Normal);
        var b = new OpInput(new Shape("K", outputs), Draws.Normal);
        return new OpCase
        {
            Name = $"linear {steps * samples} x {inputs}->{outputs}, {values}{(bias ? "" : ", no bias")}",
            Operation = typeof(LinearOp),
            Inputs = bias ? [x, w, b] : [x, w],
            Apply = t => LinearOp.Apply(t[0], t[1], bias ? t[2] : null),
            Reference = v => ConvolutionOpCases.Forward(new ConvolutionShape(1, 1, inputs, outputs, 1, 1), v, steps * samples),
            Gradient = new OpGradient.ByDifferences(),
            Flops = 2L * steps * samples * inputs * outputs,
        };
    }
}

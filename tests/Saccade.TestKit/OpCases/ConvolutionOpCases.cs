using Saccade.Kernels.Convolution;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Convolutions: every kind of window, dense inputs and spikes from silent to all.</summary>
public static class ConvolutionOpCases
{
    private static readonly ConvolutionShape _middle = new(17, 17, 16, 24, 3, 3, 1, 1);

    // Height, width, input and output channels, kernel height and width, stride, padding, groups.
    private static readonly (ConvolutionShape Shape, int Steps, int Samples)[] _shapes =
    [
        (new(1, 1, 1, 1, 1, 1), 1, 1),
        (new(5, 4, 2, 3, 3, 3, 1, 1), 2, 3),
        (new(12, 10, 2, 8, 3, 3, 1, 1), 2, 2),
        (new(34, 34, 2, 32, 3, 3, 1, 1), 1, 2),
        (new(11, 13, 3, 16, 3, 3, 2, 1), 1, 3),
        (new(9, 8, 4, 17, 3, 3, 3, 0), 2, 2),
        (new(7, 7, 16, 24, 1, 1), 2, 4),
        (new(7, 5, 9, 33, 1, 1, 2), 1, 3),
        (new(9, 9, 8, 8, 5, 5, 1, 2), 1, 2),
        (new(20, 18, 4, 6, 7, 7, 2, 3), 1, 2),
        (new(6, 6, 3, 31, 4, 2, 3, 1), 2, 2),
        (new(8, 6, 8, 12, 3, 3, 1, 1, 2), 1, 3),
        (new(8, 8, 16, 16, 3, 3, 1, 1, 16), 1, 3),
        (new(9, 7, 6, 6, 3, 3, 2, 1, 6), 2, 2),
        (new(9, 9, 35, 35, 5, 5, 1, 2, 35), 1, 2),
        (new(4, 4, 64, 65, 3, 3, 1, 1), 1, 1),
        (_middle, 1, 1),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.Select((s, i) => Case(s.Shape, s.Steps, s.Samples, "normal", Draws.Normal, bias: i % 3 != 0)),
        .. new[] { 0, 0.02, 0.1, 0.3, 1 }.Select(d => Case(_middle, 1, 3, $"spikes {d}", Draws.Spikes(d))),
        .. new[] { 0, 0.05, 1 }.Select(d => Case(new(16, 15, 2, 32, 3, 3, 1, 1), 2, 3, $"spikes {d}", Draws.Spikes(d))),
        .. new[] { 0.05, 0.5 }.Select(d => Case(new(9, 8, 12, 130, 3, 3, 2, 1), 1, 3, $"spikes of height 0.7, {d}", Draws.Spikes(d, 0.7f))),
        .. new[] { 0.03, 0.2 }.Select(d => Case(new(10, 10, 24, 40, 5, 5, 1, 2), 1, 2, $"levels {d}", Draws.Levels(d))),
        .. new[] { 0.03, 0.9 }.Select(d => Case(new(14, 14, 32, 48, 1, 1), 1, 2, $"spikes {d}", Draws.Spikes(d))),
        Case(new(13, 11, 4, 4, 7, 7, 2, 3), 2, 2, "levels 0.1", Draws.Levels(0.1)),
        Case(new(8, 8, 16, 16, 3, 3, 1, 1, 16), 2, 2, "spikes 0.1", Draws.Spikes(0.1)),
        Case(new(6, 6, 64, 64, 3, 3, 1, 1), 3, 4, "gradient by tiles of 3", Draws.Spikes(0.1), bias: false),
        Case(new(4, 4, 64, 65, 3, 3, 1, 1), 8, 6, "gradient by tiles of 4", Draws.Spikes(0.1), bias: false),
        Case(new(6, 5, 3, 8, 3, 3, 1, 1), 2, 0, "no samples", Draws.Normal),
        Case(new(6, 5, 3, 8, 1, 1), 2, 0, "no samples", Draws.Normal),
        Case(new(40, 1, 6, 9, 1, 1), 1, 1, "column of pixels", Draws.Normal),
        Case(new(6, 5, 3, 8, 3, 3, 1, 1), 2, 2, "frozen weight", Draws.Normal, trainWeight: false),
        Case(new(6, 5, 3, 8, 3, 3, 1, 1), 2, 2, "input without gradient", Draws.Spikes(0.2), inputGradient: false),
    ];

    /// <summary>A case of any extents.</summary>
    public static OpCase Case(
        ConvolutionShape s, int steps, int samples, string inputs, Func<int, ulong, float[]> draw, bool bias = true, bool trainWeight = true, bool inputGradient = true)
    {
        var plan = new ConvolutionPlan(s);
        var x = new OpInput(new Shape("TNHWC", steps, samples, s.Height, s.Width, s.InputChannels), draw, inputGradient);
        var w = new OpInput(new Shape("KLIO", s.KernelHeight, s.KernelWidth, s.GroupInputs, s.OutputChannels), Draws.Normal, trainWeight);
        var b = new OpInput(new Shape("O", s.OutputChannels), Draws.Normal);
        string kind = $"{s.Height}x{s.Width} {s.InputChannels}->{s.OutputChannels} k{s.KernelHeight}x{s.KernelWidth} s{s.Stride} p{s.Padding} g{s.Groups}";
        return new OpCase
        {
            Name = $"convolution {kind} x{steps * samples}, {inputs}{(bias ? "" : ", no bias")}",
            Operation = typeof(ConvolutionOp),
            Inputs = bias ? [x, w, b] : [x, w],
            Apply = t => ConvolutionOp.Apply(plan, t[0], t[1], bias ? t[2] : null),
            Reference = v => Forward(s, v, steps * samples),
            Gradient = new OpGradient.ByDifferences(),
            Flops = 2 * s.MultiplyAdds * steps * samples,
        };
    }

    internal static double[] Forward(ConvolutionShape shape, double[][] inputs, int images)
    {
        double[] y = new double[images * shape.OutputSize];
        ConvolutionReference.Forward<double>(shape, inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : [], y);
        return y;
    }
}

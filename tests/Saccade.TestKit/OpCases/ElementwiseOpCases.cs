using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Ops of two operands, and others that treat elements apart: dropout, reshape.</summary>
public static class ElementwiseOpCases
{
    private static readonly Shape[] _shapes =
        [new("F", 1), new("TNF", 3, 2, 11), new("TNHWC", 2, 1, 3, 5, 7), new("TNF", 1, 2, 40_001), new("TNF", 2, 0, 5)];

    // Operands that broadcast, and the result.
    private static readonly (Shape X, Shape Y, Shape Result)[] _broadcasts =
    [
        (new("TNF", 3, 2, 11), new("F", 11), new("TNF", 3, 2, 11)),
        (new("TNHWC", 2, 3, 4, 5, 7), new("C", 7), new("TNHWC", 2, 3, 4, 5, 7)),
        (new("TNF", 3, 2, 11), new("TN", 3, 2), new("TNF", 3, 2, 11)),
        (new("N", 2), new("TNF", 3, 2, 11), new("TNF", 3, 2, 11)),
        (new("TNHWC", 2, 1, 4, 5, 1), new("NHC", 3, 4, 6), new("TNHWC", 2, 3, 4, 5, 6)),
        (new("TNF", 5, 1, 8), new("NF", 3, 1), new("TNF", 5, 3, 8)),
        (new("F", 1), new("TNF", 2, 3, 33), new("TNF", 2, 3, 33)),
        (new("TNF", 2, 3, 1), new("TNF", 1, 1, 33), new("TNF", 2, 3, 33)),
        (new("", []), new("TN", 2, 3), new("TN", 2, 3)),
        (new("TNF", 2, 0, 5), new("F", 5), new("TNF", 2, 0, 5)),
        (new("TNF", 300, 4, 40), new("TF", 1, 40), new("TNF", 300, 4, 40)), // more terms of a gradient than one chunk
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => (OpCase[])
        [
            .. Enum.GetValues<BinaryFunction>().Select(f => Binary(f, s, s, s)),
            Dropout(s.Rank == 1 ? new Shape("TN", 1, 1) : s, 0.5),
        ]),
        .. _broadcasts.SelectMany(b => Enum.GetValues<BinaryFunction>().Select(f => Binary(f, b.X, b.Y, b.Result))),
        One<BinaryOp>("add to itself", _shapes[1], t => BinaryOp.Add(t[0], t[0]), x => 2 * x),
        One<BinaryOp>("multiply by itself", _shapes[1], t => BinaryOp.Multiply(t[0], t[0]), x => x * x),
        One<BinaryOp>("divide by itself", _shapes[1], t => BinaryOp.Divide(t[0], t[0]), x => x / x),
        Dropout(_shapes[1], 0),
        Dropout(_shapes[2], 0.9),
        One<ReshapeOp>("reshape", new("TNHWC", 2, 3, 4, 1, 5), t => ReshapeOp.Apply(t[0], new Shape("TF", 2, 60)), x => x),
        One<ReshapeOp>("flatten", new("TNHWC", 2, 3, 4, 2, 5), t => ReshapeOp.Flatten(t[0]), x => x),
        One<ReshapeOp>("flatten one element", new("TNHWC", 1, 1, 1, 1, 1), t => ReshapeOp.Flatten(t[0]), x => x),
    ];

    private static OpCase One<TOp>(string name, Shape shape, Func<IReadOnlyList<Tensor>, Tensor> apply, Func<double, double> reference) => new()
    {
        Name = $"{name} {shape}",
        Operation = typeof(TOp),
        Inputs = [new OpInput(shape, Draws.Normal)],
        Apply = apply,
        Reference = v => Array.ConvertAll(v[0], x => reference(x)),
        Gradient = new OpGradient.ByDifferences(),
        Flops = shape.Count,
    };

    private static OpCase Binary(BinaryFunction function, Shape x, Shape y, Shape result) => new()
    {
        Name = $"{function} {x} and {y}",
        Operation = typeof(BinaryOp),
        Inputs = [new OpInput(x, Draws.Normal), new OpInput(y, function == BinaryFunction.Divide ? Draws.Positive : Draws.Normal)],
        Apply = t => BinaryOp.Apply(function, t[0], t[1]),
        Reference = v => [.. Enumerable.Range(0, result.Count).Select(i => Value(function, v[0][Element(x, result, i)], v[1][Element(y, result, i)]))],
        Gradient = new OpGradient.ByDifferences(),
        Flops = result.Count,
    };

    private static double Value(BinaryFunction function, double x, double y) => function switch
    {
        BinaryFunction.Add => x + y,
        BinaryFunction.Subtract => x - y,
        BinaryFunction.Multiply => x * y,
        _ => x / y,
    };

    /// <summary>The element of an operand that belongs to element i of the result, by the names of the axes.</summary>
    private static int Element(Shape operand, Shape result, int i)
    {
        int element = 0, stride = 1;
        for (int axis = result.Rank - 1; axis >= 0; axis--)
        {
            int index = i % result[axis], at = operand.Axes.IndexOf(result.Axes[axis], StringComparison.Ordinal);
            i /= result[axis];
            if (at < 0)
                continue;
            element += operand[at] == 1 ? 0 : index * stride;
            stride *= operand[at];
        }

        return element;
    }

    private static OpCase Dropout(Shape shape, double probability)
    {
        var random = new CounterRandom(9, RandomPurpose.Network, 3, 1);
        return One<DropoutOp>($"dropout {probability}", shape, t => DropoutOp.Apply(t[0], probability, random), x => x) with
        {
            Reference = v =>
            {
                var again = random; // one mask for all steps
                double[] mask = [.. Enumerable.Range(0, shape.CountPerStep).Select(_ => again.NextDouble() < probability ? 0 : 1 / (1 - probability))];
                return [.. v[0].Select((x, i) => x * mask[i % mask.Length])];
            },
        };
    }
}

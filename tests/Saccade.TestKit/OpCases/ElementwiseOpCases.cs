using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Ops that treat elements apart: add, multiply, scale, dropout, reshape.</summary>
public static class ElementwiseOpCases
{
    private static readonly Shape[] _shapes =
        [new("F", 1), new("TNF", 3, 2, 11), new("TNHWC", 2, 1, 3, 5, 7), new("TNF", 1, 2, 40_001), new("TNF", 2, 0, 5)];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => (OpCase[])
        [
            Two<AddOp>("add", s, t => AddOp.Apply(t[0], t[1]), (x, y) => x + y),
            Two<MultiplyOp>("multiply", s, t => MultiplyOp.Apply(t[0], t[1]), (x, y) => x * y),
            One<ScaleOp>("scale", s, t => ScaleOp.Apply(t[0], -0.3f), x => -0.3f * x),
            Dropout(s.Rank == 1 ? new Shape("TN", 1, 1) : s, 0.5),
        ]),
        Two<AddOp>("subtract", _shapes[1], t => AddOp.Apply(t[0], t[1], -1), (x, y) => x - y),
        Two<AddOp>("add 0.7 times", _shapes[3], t => AddOp.Apply(t[0], t[1], 0.7f), (x, y) => x + 0.7f * y),
        One<AddOp>("add to itself", _shapes[1], t => AddOp.Apply(t[0], t[0], 0.5f), x => 1.5 * x),
        One<MultiplyOp>("multiply by itself", _shapes[1], t => MultiplyOp.Apply(t[0], t[0]), x => x * x),
        One<ScaleOp>("scale by 0", _shapes[1], t => ScaleOp.Apply(t[0], 0), _ => 0),
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

    private static OpCase Two<TOp>(string name, Shape shape, Func<IReadOnlyList<Tensor>, Tensor> apply, Func<double, double, double> reference)
        => One<TOp>(name, shape, apply, x => x) with
        {
            Inputs = [new OpInput(shape, Draws.Normal), new OpInput(shape, Draws.Normal)],
            Reference = v => [.. v[0].Zip(v[1], reference)],
        };

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

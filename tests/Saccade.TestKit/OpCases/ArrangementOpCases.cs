using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Ops that move elements: slice, concatenate, permute.</summary>
public static class ArrangementOpCases
{
    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        Slice(new("TNF", 5, 3, 7), 'T', 1, 3),
        Slice(new("TNF", 5, 3, 7), 'N', 0, 3),
        Slice(new("TNF", 5, 3, 37), 'F', 20, 17),
        Slice(new("TNF", 5, 3, 7), 'F', 7, 0),
        Slice(new("TNHWC", 3, 2, 40, 50, 19), 'W', 13, 29),
        Concatenate('T', new("TNF", 2, 3, 7), 2, 1, 4),
        Concatenate('F', new("TNF", 2, 3, 7), 7, 33),
        Concatenate('N', new("TNF", 2, 3, 7), 3),
        Concatenate('H', new("TNHWC", 3, 2, 40, 50, 19), 40, 0, 7),
        Permute(new("F", 1), "F"),
        Permute(new("TNF", 5, 3, 7), "TNF"),
        Permute(new("TNF", 5, 3, 7), "NTF"),
        Permute(new("TNF", 5, 3, 7), "TFN"),
        Permute(new("TNF", 2, 33, 50), "FNT"),
        Permute(new("TNHWC", 2, 3, 4, 5, 6), "CWTNH"),
        Permute(new("TNHWC", 3, 2, 40, 50, 19), "TNCHW"),
        Permute(new("TNF", 5, 0, 7), "FNT"),
        Permute(new("TNF", 1, 300, 400), "FNT"),
    ];

    private static OpCase Slice(Shape shape, char axis, int start, int length)
    {
        int at = shape.Axes.IndexOf(axis, StringComparison.Ordinal);
        return Case<SliceOp>($"slice {shape}, {length} from {axis} {start}", [shape], t => SliceOp.Apply(t[0], axis, start, length), shape.With(at, length), index =>
        {
            index[at] += start;
            return (0, Flat(shape, index));
        });
    }

    private static OpCase Concatenate(char axis, Shape shape, params int[] extents)
    {
        int at = shape.Axes.IndexOf(axis, StringComparison.Ordinal);
        Shape[] parts = [.. extents.Select(extent => shape.With(at, extent))];
        return Case<ConcatenateOp>($"concatenate {string.Join(", ", extents)} along {axis} of {shape}", parts, t => ConcatenateOp.Apply(axis, [.. t]), shape.With(at, extents.Sum()), index =>
        {
            int part = 0;
            for (; index[at] >= extents[part]; part++)
                index[at] -= extents[part];
            return (part, Flat(parts[part], index));
        });
    }

    private static OpCase Permute(Shape shape, string axes)
        => Case<PermuteOp>($"permute {shape} to {axes}", [shape], t => PermuteOp.Apply(t[0], axes), new Shape(axes, [.. axes.Select(a => shape[a])]), index =>
            (0, Flat(shape, [.. shape.Axes.Select(a => index[axes.IndexOf(a, StringComparison.Ordinal)])])));

    /// <summary>An op each of whose results is an element of an input.</summary>
    private static OpCase Case<TOp>(string name, Shape[] inputs, Func<IReadOnlyList<Tensor>, Tensor> apply, Shape result, Func<int[], (int Input, int Element)> source) => new()
    {
        Name = name,
        Operation = typeof(TOp),
        Inputs = [.. inputs.Select(shape => new OpInput(shape, Draws.Normal))],
        Apply = apply,
        Reference = v => [.. Enumerable.Range(0, result.Count).Select(i =>
        {
            var (input, element) = source(Indices(result, i));
            return v[input][element];
        })],
        Gradient = new OpGradient.ByDifferences(),
        Flops = result.Count,
    };

    private static int[] Indices(Shape shape, int element)
    {
        int[] index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = element % shape[axis];
            element /= shape[axis];
        }

        return index;
    }

    private static int Flat(Shape shape, int[] index)
    {
        int element = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
            element = element * shape[axis] + index[axis];
        return element;
    }
}

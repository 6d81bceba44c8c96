using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.TestKit.OpCases;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Bits that docs/numerics.md promises beyond what the op table compares.</summary>
public sealed class StatedBitsTests
{
    private static readonly Type[] _exactBackwards = [typeof(MatrixProductOp), typeof(SliceOp), typeof(ConcatenateOp), typeof(PermuteOp)];

    public static TheoryData<string> Cases => [.. OpTable.All.Where(c => _exactBackwards.Contains(c.Operation)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_FastAndReference_SameBits(string name)
    {
        var op = OpTable.Named(name);
        using Engine reference = Engine.Reference(), fast = new(2);

        var (expected, actual) = (OpRun.Of(op, reference), OpRun.Of(op, fast));

        for (int i = 0; i < expected.Gradients.Length; i++)
            Close.SameBits(expected.Gradients[i], actual.Gradients[i], $"gradient {i}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(70)]
    public void AlongTime_StepByStepFromTheState_SameBitsAsAtOnce(int channels)
    {
        using var engine = new Engine(2);
        using var tape = new Tape(engine, recording: false);
        var x = Normal(tape, new Shape("TNF", 6, 3, channels), 1);
        Tensor w = Normal(tape, new Shape("KC", 4, channels), 2), a = Normal(tape, new Shape("C", channels), 3);

        Tensor? window = null, last = null;
        List<Tensor> convolved = [], filtered = [];
        for (int t = 0; t < 6; t++)
        {
            var step = SliceOp.Apply(x, 'T', t, 1);
            (var y, window) = TemporalConvolutionOp.Apply(step, w, window);
            (var z, last) = FirstOrderFilterOp.Apply(step, a, a, last);
            convolved.Add(y);
            filtered.Add(z);
        }

        Close.SameBits(TemporalConvolutionOp.Apply(x, w).Output.Values, ConcatenateOp.Apply('T', [.. convolved]).Values, "convolution");
        Close.SameBits(FirstOrderFilterOp.Apply(x, a, a).Output.Values, ConcatenateOp.Apply('T', [.. filtered]).Values, "filter");
    }

    private static Tensor Normal(Tape tape, Shape shape, ulong seed) => tape.Constant(shape, RandomData.Normal(shape.Count, seed));
}

using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.TestKit.OpCases;

/// <summary>What a case gave on an engine.</summary>
/// <param name="Output">The values of the output.</param>
/// <param name="Gradients">For each input, the gradient of sum(weights * output), or null where none was asked for.</param>
public sealed record OpRun(float[] Output, float[]?[] Gradients)
{
    /// <summary>Runs a case forward and backward.</summary>
    public static OpRun Of(OpCase op, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(op);
        using var tape = new Tape(engine, recording: true);
        var inputs = op.Inputs.Select((input, i) => Place(tape, input, i)).ToArray();
        var output = op.Apply(inputs);
        float[] values = output.Values.ToArray();
        using var gradients = tape.Backward(output, OutputWeights(values.Length));
        return new OpRun(values, [.. inputs.Select(x => x.RequiresGradient ? gradients.Of(x).ToArray() : null)]);
    }

    /// <summary>Runs a case forward on a tape that does not record.</summary>
    public static float[] Forward(OpCase op, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(op);
        using var tape = new Tape(engine, recording: false);
        return op.Apply([.. op.Inputs.Select((input, i) => Place(tape, input, i))]).Values.ToArray();
    }

    /// <summary>What the outputs are weighted by: the output's gradient.</summary>
    public static float[] OutputWeights(int count) => RandomData.Normal(count, 77);

    private static Tensor Place(Tape tape, OpInput input, int index)
        => input.NeedsGradient ? tape.Variable(input.Shape, input.Values(index)) : tape.Constant(input.Shape, input.Values(index));
}

using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.TestKit.OpCases;

/// <summary>A case whose inputs lie ready, to be run again and again: for timing.</summary>
public sealed class PreparedOp
{
    private readonly Engine _engine;
    private readonly Parameter[] _inputs;
    private readonly float[] _outputWeights;

    /// <summary>Draws the inputs.</summary>
    public PreparedOp(OpCase op, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(op);
        Case = op;
        _engine = engine;
        _inputs = [.. op.Inputs.Select(Place)];
        using var tape = new Tape(engine, recording: false);
        _outputWeights = OpRun.OutputWeights(Apply(tape).Shape.Count);
    }

    /// <summary>The case.</summary>
    public OpCase Case { get; }

    /// <summary>Elements of all inputs and of the output.</summary>
    public long Elements => _inputs.Sum(p => (long)p.Shape.Count) + _outputWeights.Length;

    /// <summary>Runs the op without recording.</summary>
    public void Forward()
    {
        using var tape = new Tape(_engine, recording: false);
        Apply(tape);
    }

    /// <summary>Runs the op and its gradients.</summary>
    public void ForwardAndBackward()
    {
        using var tape = new Tape(_engine, recording: true);
        using var gradients = tape.Backward(Apply(tape), _outputWeights);
    }

    private static Parameter Place(OpInput input, int index)
    {
        var parameter = new Parameter($"input {index}", ParameterKind.Weight, input.Shape);
        input.Values(index).CopyTo(parameter.Values, 0);
        return parameter;
    }

    private Tensor Apply(Tape tape) => Case.Apply([.. _inputs.Select((p, i) => tape.Use(p, Case.Inputs[i].NeedsGradient))]);
}

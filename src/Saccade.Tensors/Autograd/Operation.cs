using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// One step of a computation that knows its own gradient: forward and backward stand in one class. An operation makes
/// its output in a static <c>Apply</c>, and is kept by the tape only if a gradient will pass through it.
/// </summary>
/// <remarks>
/// An operation of your own makes its output by <see cref="Tape.Result"/>, hands itself to <see cref="Tape.Record"/>, and delivers
/// the gradients of its inputs by <see cref="BackwardPass.Deliver(Tensor, FillValues)"/>.
/// </remarks>
public abstract class Operation
{
    /// <summary>Starts an operation.</summary>
    /// <param name="output">What it made.</param>
    protected Operation(Tensor output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Output = output;
    }

    /// <summary>What the operation made.</summary>
    public Tensor Output { get; }

    /// <summary>The state that the operation leaves for the steps that follow, or null: a second thing that gradients come from.</summary>
    internal Tensor? End { get; private protected init; }

    /// <summary>Delivers the gradients of the inputs, given that of the output.</summary>
    /// <param name="back">Where gradients come from and go to.</param>
    /// <param name="outputGradient">Gradient of <see cref="Output"/>, same shape.</param>
    protected internal abstract void Backward(BackwardPass back, ReadOnlyStorage outputGradient);

    /// <summary>Gives back memory kept for the backward pass, beyond tensors.</summary>
    /// <param name="tape">The tape that lent it.</param>
    protected internal virtual void Release(Tape tape)
    {
    }
}

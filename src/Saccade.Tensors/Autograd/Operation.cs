namespace Saccade.Tensors.Autograd;

/// <summary>
/// One step of a computation that knows its own gradient: forward and backward stand in one class. An operation makes
/// its output in a static <c>Apply</c>, and is kept by the tape only if a gradient will pass through it.
/// </summary>
public abstract class Operation
{
    private protected Operation(Tensor output) => Output = output;

    /// <summary>What the operation made.</summary>
    internal Tensor Output { get; }

    /// <summary>Delivers the gradients of the inputs, given that of the output.</summary>
    /// <param name="back">Where gradients come from and go to.</param>
    /// <param name="outputGradient">Gradient of <see cref="Output"/>, same shape.</param>
    internal abstract void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient);

    /// <summary>Gives back memory kept for the backward pass, beyond tensors.</summary>
    /// <param name="tape">The tape that lent it.</param>
    internal virtual void Release(Tape tape)
    {
    }
}

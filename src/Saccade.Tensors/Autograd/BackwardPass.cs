using Saccade.Tensors.Engines;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// One walk over a tape from its end to its start. Gradients of intermediate tensors live only until their operation has
/// passed them on; so does the memory of the tensors themselves.
/// </summary>
internal sealed class BackwardPass(Tape tape)
{
    private readonly Dictionary<Tensor, Buffer> _pending = [];
    private Buffer? _current;

    public KernelSet Kernels => tape.Kernels;

    public Gradients Run(Tensor output, ReadOnlySpan<float> weights)
    {
        var seed = Fresh(output);
        weights.CopyTo(seed.Span);
        Deliver(output, seed);
        for (int i = tape.Operations.Count - 1; i >= 0; i--)
        {
            var operation = tape.Operations[i];
            if (_pending.Remove(operation.Output, out var gradient))
            {
                _current = gradient;
                operation.Backward(this, gradient.Memory);
                if (_current is not null)
                    tape.Return(_current);
                tape.BackwardTap?.Invoke(operation.Output);
            }

            operation.Release(tape);
            tape.Free(operation.Output);
        }

        var result = new Gradients(tape.Engine.Pool);
        foreach (var (tensor, gradient) in _pending)
            result.Add(tensor, gradient);
        return result;
    }

    /// <summary>Memory for the gradient of an input; its contents are arbitrary. Fill it and <see cref="Deliver"/> it.</summary>
    public Buffer Fresh(Tensor input) => tape.Rent(input.Shape.Count);

    /// <summary>The memory of the output gradient itself, for an operation that turns it into an input's gradient in place.</summary>
    public Buffer TakeOutputGradient()
    {
        var buffer = _current ?? throw new InvalidOperationException("the output gradient was already taken");
        _current = null;
        return buffer;
    }

    /// <summary>Adds a filled gradient to what other uses of the input have delivered; takes over the memory.</summary>
    public void Deliver(Tensor input, Buffer gradient)
    {
        if (!input.RequiresGradient)
        {
            tape.Return(gradient);
        }
        else if (_pending.TryGetValue(input, out var sum))
        {
            Kernels.Add(sum.Memory, gradient.Memory, sum.Memory);
            tape.Return(gradient);
        }
        else
        {
            _pending.Add(input, gradient);
        }
    }

    /// <summary>Memory for intermediate results of a backward step.</summary>
    public Buffer Rent(int length) => tape.Rent(length);

    /// <summary>Gives back what <see cref="Rent"/> lent.</summary>
    public void Return(Buffer buffer) => tape.Return(buffer);
}

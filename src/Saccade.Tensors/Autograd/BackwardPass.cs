using Saccade.Kernels.Elementwise;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// One walk over a tape from its end to its start. Gradients of intermediate tensors live only until their operation has
/// passed them on; so does the memory of the tensors themselves.
/// </summary>
public sealed class BackwardPass
{
    private readonly Tape _tape;
    private readonly Dictionary<Tensor, Buffer> _pending = [];
    private Buffer? _current;

    internal BackwardPass(Tape tape) => _tape = tape;

    internal KernelSet Kernels => _tape.Kernels;

    internal BatchPart? Part => _tape.Part;

    /// <summary>Adds the gradient of an input to what other uses of it have delivered; does nothing if the input needs none.</summary>
    /// <param name="input">An input of the operation.</param>
    /// <param name="fill">Writes the gradient, all of it.</param>
    public void Deliver(Tensor input, FillValues fill)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(fill);
        if (!input.RequiresGradient)
            return;
        var gradient = Fresh(input);
        gradient.Storage.Write(fill);
        Deliver(input, gradient);
    }

    internal Gradients Run(Tensor output, ReadOnlySpan<float> weights)
    {
        var seed = Fresh(output);
        seed.Storage.Write(weights);
        Deliver(output, seed);
        for (int i = _tape.Operations.Count - 1; i >= 0; i--)
        {
            var operation = _tape.Operations[i];
            if (OutputGradient(operation) is { } gradient)
            {
                _current = gradient;
                operation.Backward(this, gradient.Storage);
                if (_current is not null)
                    _tape.Return(_current);
                _tape.BackwardTap?.Invoke(operation.Output);
            }

            operation.Release(_tape);
            _tape.Free(operation.Output);
            if (operation.End is { } end)
                _tape.Free(end);
        }

        Kernels.SettleGradients();
        var result = new Gradients(_tape.Engine);
        foreach (var (tensor, gradient) in _pending)
            result.Add(tensor, gradient);
        return result;
    }

    /// <summary>What uses of a tensor have delivered so far, which is the caller's from now on; null if nothing.</summary>
    internal Buffer? Take(Tensor tensor) => _pending.Remove(tensor, out var gradient) ? gradient : null;

    /// <summary>Memory for the gradient of an input; its contents are arbitrary. Fill it and deliver it.</summary>
    internal Buffer Fresh(Tensor input) => _tape.Rent(input.Shape.Count);

    /// <summary>A gradient of zeros.</summary>
    internal Buffer Zeros(Tensor input)
    {
        var zeros = Fresh(input);
        Kernels.Fill(0, zeros.Storage);
        return zeros;
    }

    /// <summary>The memory of the output gradient itself, for an operation that turns it into an input's gradient in place.</summary>
    internal Buffer TakeOutputGradient()
    {
        var buffer = _current ?? throw new InvalidOperationException("the output gradient was already taken");
        _current = null;
        return buffer;
    }

    /// <summary>Adds a filled gradient to what other uses of the input have delivered; takes over the memory.</summary>
    internal void Deliver(Tensor input, Buffer gradient)
    {
        if (!input.RequiresGradient)
        {
            _tape.Return(gradient);
        }
        else if (_pending.TryGetValue(input, out var sum))
        {
            if (input.Parameter is not null)
                Kernels.SettleGradients(); // a weight that is used twice
            Kernels.Binary(BinaryFunction.Add, sum.Storage, gradient.Storage, sum.Storage);
            _tape.Return(gradient);
        }
        else
        {
            _pending.Add(input, gradient);
        }
    }

    /// <summary>Delivers a gradient that is there after <see cref="KernelSet.SettleGradients"/> only: a parameter's at the end of the pass, what an operation made at once.</summary>
    internal void DeliverLater(Tensor input, Buffer gradient)
    {
        if (input.Parameter is null)
            Kernels.SettleGradients();
        Deliver(input, gradient);
    }

    /// <summary>The gradient of what an operation made: zeros if only the state that it left was used, null if nothing was.</summary>
    private Buffer? OutputGradient(Operation operation)
    {
        if (Take(operation.Output) is { } gradient)
            return gradient;
        return operation.End is not null && _pending.ContainsKey(operation.End) ? Zeros(operation.Output) : null;
    }

    /// <summary>Memory for intermediate results of a backward step.</summary>
    internal Buffer Rent(int length) => _tape.Rent(length);

    /// <summary>Gives back what <see cref="Rent"/> lent.</summary>
    internal void Return(Buffer buffer) => _tape.Return(buffer);
}

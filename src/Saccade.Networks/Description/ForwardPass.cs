using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>How a network is to be run once: on which tape, with which statistics, what is trained, who watches.</summary>
/// <param name="Tape">Where tensors are made.</param>
public sealed record ForwardPass(Tape Tape)
{
    /// <summary>What batch normalisation does.</summary>
    public BatchNormUse BatchNorm { get; init; } = BatchNormUse.Running;

    /// <summary>Whether gradients of parameters will be needed.</summary>
    public bool TrainsParameters { get; init; }

    /// <summary>Called with the output of every layer; must not keep the tensor.</summary>
    public Action<Layer, Tensor>? Watch { get; init; }

    /// <summary>Called with the input of every layer before it runs; must not keep the tensor.</summary>
    public Action<Layer, Tensor>? WatchInput { get; init; }

    /// <summary>The outputs to keep, with their gradients; null for none, which costs nothing.</summary>
    public TapSet? Taps { get; init; }

    /// <summary>State that layers carry from call to call (streaming, training in pieces of time), or null to start every call afresh.</summary>
    public NetworkState? State { get; init; }

    /// <summary>Seed and step of what is drawn at random (dropout), or null for none: outside training.</summary>
    public (ulong Seed, long Step)? Noise { get; init; }

    /// <summary>
    /// Time steps that the one frame [1, N, H, W, C] of each sample stands for: an image that is shown at every step (direct encoding). With more than 1, the convolutions at the head of the network run once,
    /// and all steps share what they emit; gradients of all steps come together there.
    /// </summary>
    public int Repeats { get; init; } = 1;

    /// <summary>The tensor of a parameter under this pass.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="trainable">Whether it is one that training may change.</param>
    public Tensor Use(Parameter parameter, bool trainable = true) => Tape.Use(parameter, trainable && TrainsParameters);

    /// <summary>Runs layers one after the other; what only they have seen is released as soon as it is not needed.</summary>
    /// <param name="layers">The layers; none gives back the input.</param>
    /// <param name="x">The input of the first.</param>
    /// <returns>The output of the last.</returns>
    public Tensor Run(IReadOnlyList<Layer> layers, Tensor x) => Run(layers, x, repeatsBefore: -1);

    /// <summary>Runs layers; before one of them, what stands for one step is repeated for all.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="x">The input of the first.</param>
    /// <param name="repeatsBefore">Index of that layer; -1 for none.</param>
    internal Tensor Run(IReadOnlyList<Layer> layers, Tensor x, int repeatsBefore)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(x);
        bool isMine = false;
        for (int i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (i == repeatsBefore)
                (x, isMine) = (Repeated(x, isMine), true);
            WatchInput?.Invoke(layer, x);
            var y = layer.Forward(x, this);
            Watch?.Invoke(layer, y);
            bool isTapped = Taps?.Keep(layer, y) ?? false;
            if (isMine && !ReferenceEquals(x, y))
                Tape.Release(x);
            isMine = !isTapped && (isMine || !ReferenceEquals(x, y));
            x = y;
        }

        return x;
    }

    /// <summary>[1, N, ...] to [T, N, ...]; the gradient is the sum over the steps.</summary>
    private Tensor Repeated(Tensor x, bool isMine)
    {
        var y = BinaryOp.Multiply(x, Tape.Constant(new Shape("T", Repeats), values => values.Span.Fill(1)));
        if (isMine)
            Tape.Release(x);
        return y;
    }
}

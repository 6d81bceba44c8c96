using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>The network as it was trained, layer after layer with all steps at once.</summary>
/// <param name="network">The network.</param>
/// <param name="weights">Its weights as the kernels read them.</param>
/// <param name="threads">Threads that compute; 0 for one per core.</param>
internal sealed class TapePass(Network network, FixedWeights weights, int threads) : INetworkPass
{
    private readonly Engine _engine = new(threads);
    private float[] _logits = [];

    /// <inheritdoc/>
    public long Bytes => _engine.Pool.OwnedBytes;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Run(int steps, int distinct, Action<int, Span<float>> fill, CancellationToken cancellation)
    {
        var size = network.Description.Input;
        using var tape = new Tape(_engine, recording: false) { Weights = weights };
        var input = tape.Constant(new Shape("TNHWC", distinct, 1, size.Height, size.Width, size.Channels), values =>
        {
            for (int t = 0; t < distinct; t++)
                fill(t, values.Span.Slice(t * size.Count, size.Count));
        });
        var pass = new ForwardPass(tape) { Watch = (_, _) => cancellation.ThrowIfCancellationRequested(), Repeats = steps / distinct };
        return _logits = network.Forward(input, pass).Values.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}

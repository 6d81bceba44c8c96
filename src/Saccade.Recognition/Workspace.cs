using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>
/// What a caller has for itself while it decides: an engine with its memory, and room for frames. The network and its packed weights are shared and only read. For
/// one thread at a time.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="labels">Names of its classes.</param>
/// <param name="weights">Its weights as the kernels read them.</param>
/// <param name="threads">Threads that compute; 0 for one per core.</param>
internal sealed class Workspace(Network network, IReadOnlyList<string> labels, FixedWeights weights, int threads) : IDisposable
{
    private readonly Engine _engine = new(threads);
    private float[] _room = [];

    /// <summary>Bytes of its tensors and frames.</summary>
    public long Bytes => _engine.Pool.OwnedBytes + _room.Length * sizeof(float);

    /// <summary>Room for frames, filled with zeros.</summary>
    public Memory<float> Zeros(int length)
    {
        if (_room.Length < length)
            _room = new float[length];
        else
            _room.AsSpan(0, length).Clear();
        return _room.AsMemory(0, length);
    }

    /// <summary>The decisions after each step.</summary>
    /// <param name="steps">Number of steps T.</param>
    /// <param name="distinct">Steps whose frames differ: T, or 1 where one stands for all.</param>
    /// <param name="fill">Writes the frame [H, W, C] of a step.</param>
    /// <param name="cancellation">Stops between layers.</param>
    public IReadOnlyList<StepDecision> Decide(int steps, int distinct, Action<int, Span<float>> fill, CancellationToken cancellation)
    {
        var size = network.Description.Input;
        using var tape = new Tape(_engine, recording: false) { Weights = weights };
        var input = tape.Constant(new Shape("TNHWC", distinct, 1, size.Height, size.Width, size.Channels), values =>
        {
            for (int t = 0; t < distinct; t++)
                fill(t, values.Span.Slice(t * size.Count, size.Count));
        });
        var pass = new ForwardPass(tape) { Watch = (_, _) => cancellation.ThrowIfCancellationRequested(), Repeats = steps / distinct };
        return Decisions(network.Forward(input, pass).Values, steps);
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private StepDecision[] Decisions(ReadOnlySpan<float> logits, int steps)
    {
        var scores = new StepScores(1, network.Classes);
        var decisions = new StepDecision[steps];
        for (int t = 0; t < steps; t++)
        {
            scores.Add(logits.Slice(t * network.Classes, network.Classes));
            int best = scores.Decide(0);
            decisions[t] = new StepDecision(t + 1, best, labels[best], scores.Probabilities(0));
        }

        return decisions;
    }
}

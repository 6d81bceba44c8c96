namespace Saccade.Recognition;

/// <summary>
/// What a caller has for itself while it decides: memory to run the network in, and room for frames. The network and its packed weights are shared and only read. For one thread at a time.
/// </summary>
/// <param name="pass">How the network runs.</param>
/// <param name="labels">Names of its classes.</param>
internal sealed class Workspace(INetworkPass pass, IReadOnlyList<string> labels) : IDisposable
{
    private float[] _room = [];

    /// <summary>Bytes of its memory and frames.</summary>
    public long Bytes => pass.Bytes + _room.Length * sizeof(float);

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
    /// <param name="cancellation">Stops in between.</param>
    public IReadOnlyList<StepDecision> Decide(int steps, int distinct, Action<int, Span<float>> fill, CancellationToken cancellation)
    {
        var logits = pass.Run(steps, distinct, fill, cancellation);
        int classes = labels.Count;
        var scores = new StepScores(1, classes);
        var decisions = new StepDecision[steps];
        for (int t = 0; t < steps; t++)
        {
            scores.Add(logits.Slice(t * classes, classes));
            int best = scores.Decide(0);
            decisions[t] = new StepDecision(t + 1, best, labels[best], scores.Probabilities(0));
        }

        return decisions;
    }

    /// <inheritdoc/>
    public void Dispose() => pass.Dispose();
}

using Saccade.Recognition;
using Saccade.Tensors.Engines;

namespace Saccade.Streaming.Sessions;

/// <summary>A plan on one recording after the other.</summary>
internal sealed class PlanPass : INetworkPass
{
    private readonly Workers _workers;
    private readonly StreamRunner _runner;
    private readonly StreamState _state;
    private readonly int _atOnce;
    private readonly Action<int> _added;
    private float[] _logits = [];
    private int _done;

    /// <param name="plan">The plan.</param>
    /// <param name="stepsAtOnce">Time steps that are computed at once.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    public PlanPass(StreamPlan plan, int stepsAtOnce, int threads)
    {
        (_workers, _atOnce, _state, _added) = (new Workers(threads), stepsAtOnce, plan.NewState(), Added);
        _runner = plan.NewRunner(stepsAtOnce, _workers);
    }

    /// <inheritdoc/>
    public long Bytes => _runner.Bytes + _runner.Plan.StateBytes + (sizeof(float) * (long)_logits.Length);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Run(int steps, int distinct, Action<int, Span<float>> fill, CancellationToken cancellation)
    {
        var plan = _runner.Plan;
        _state.Reset();
        _logits = new float[steps * plan.Classes];
        for (_done = 0; _done < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_atOnce, steps - _done);
            for (int step = 0; step < count; step++)
                fill(Math.Min(distinct - 1, _done + step), _runner.Memory.At(plan.Frame.Slot, step));
            _runner.Steps(0, count, _state, _added);
            _done += count;
        }

        return _logits;
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    private void Added(int step) => _runner.Memory.At(_runner.Plan.Logits.Slot, step).CopyTo(_logits.AsSpan((_done + step) * _runner.Plan.Classes));
}

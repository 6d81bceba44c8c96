using Saccade.Recognition;
using Saccade.Streaming.Planning;
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
    /// <param name="watch">Is shown the outputs of layers, of neurons among them; null for nobody.</param>
    public PlanPass(StreamPlan plan, int stepsAtOnce, int threads, LayerWatch? watch = null)
    {
        (_workers, _atOnce, _state, _added) = (new Workers(threads), stepsAtOnce, plan.NewState(), Added);
        _runner = plan.NewRunner(stepsAtOnce, _workers);
        if (watch is not null)
            _runner.Watch = step => Show(step, watch);
    }

    /// <summary>A pass for recordings of so many time steps, all of them at once.</summary>
    public static PlanPass Of(StreamPlan plan, int steps, int threads, LayerWatch? watch = null) => new(plan, Math.Min(StreamOptions.MostStepsAtOnce, steps), threads, watch);

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

    /// <summary>What a step hands on at each time step, as the network has it: times what a 1 stands for. Neurons within a step of synapses have a path of their own, others that of their step.</summary>
    private void Show(PlanStep step, LayerWatch watch)
    {
        for (int t = 0; t < _runner.Memory.Count; t++)
        {
            _runner.Memory.Current = t;
            float[] output = _runner.Memory.Read(step.Output);
            for (int i = 0; step.Output.Units is { } units && i < output.Length; i++)
                output[i] *= units[i % units.Count];
            watch(step.NeuronPath ?? step.Path, output);
        }
    }

    private void Added(int step) => _runner.Memory.At(_runner.Plan.Logits.Slot, step).CopyTo(_logits.AsSpan((_done + step) * _runner.Plan.Classes));
}

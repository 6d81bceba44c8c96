using Saccade.Kernels.Reduce;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.Training.RunLog;

namespace Saccade.Training.Benchmarks;

/// <summary>Neurons of one layer, forward alone or with gradients of the sum of all spikes.</summary>
internal abstract class SpikeWorkload : Workload
{
    private protected SpikeWorkload(int steps, int samples, bool backward)
        : base(steps, samples) => Backward = backward;

    /// <summary>Whether a run computes gradients too.</summary>
    public bool Backward { get; }

    /// <inheritdoc/>
    public override void Run(Engine engine)
    {
        using var tape = new Tape(engine, Backward);
        var y = Spikes(tape);
        if (!Backward)
            return;
        using var gradients = tape.Backward(ReduceOp.Sum(y));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerRate> FiringRates(Engine engine)
    {
        using var tape = new Tape(engine, recording: false);
        var y = Spikes(tape);
        return [new LayerRate("neurons", (double)ReduceKernels.CountNonZero(y.Values) / y.Shape.Count)];
    }

    private protected abstract Tensor Spikes(Tape tape);
}

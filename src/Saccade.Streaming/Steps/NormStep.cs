using Saccade.Kernels.Normalization;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>A batch norm with its running statistics, where none is folded: fma(x - mean, factor, shift) for each channel.</summary>
internal sealed class NormStep : SingleStep
{
    private readonly float[] _mean, _factor, _shift;

    private NormStep(BatchNormLayer layer, StepValue x, StepValue y)
        : base(layer.Path, layer.Description.Title, [x], y)
        => (_mean, _factor, _shift) = ([.. layer.RunningMean.Values], FactorOf(layer), [.. layer.Shift.Values]);

    public override bool WorksInPlace => true;

    public override long Bytes => sizeof(float) * (_mean.Length + _factor.Length + (long)_shift.Length);

    public static StepValue Compile(BatchNormLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new NormStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    /// <summary>The learned factor divided by the running deviation, for each channel.</summary>
    public static float[] FactorOf(BatchNormLayer layer)
    {
        float[] inverse = new float[layer.Scale.Values.Length], factor = new float[inverse.Length];
        BatchNormKernels.InverseDeviation(layer.RunningVariance.Values, layer.Epsilon, inverse);
        BatchNormKernels.ScaleOf(layer.Scale.Values, inverse, factor);
        return factor;
    }

    protected override void Run(StepMemory memory, StreamState state) => BatchNormKernels.Normalize(memory[Inputs[0]], _mean, _factor, _shift, memory[Output]);
}

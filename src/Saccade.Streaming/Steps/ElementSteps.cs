using Saccade.Kernels.Activations;
using Saccade.Kernels.Elementwise;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>max(x, 0).</summary>
internal sealed class ReluStep(Layer layer, StepValue x, StepValue y) : SingleStep(layer.Path, layer.Description.Title, [x], y)
{
    private static readonly UnaryFunction _relu = new UnaryFunction.Relu();

    public override bool WorksInPlace => true;

    public static StepValue Compile(ReluLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new ReluStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    protected override void Run(StepMemory memory, StreamState state) => ElementwiseKernels.Unary(_relu, memory[Inputs[0]], memory[Output]);
}

/// <summary>The quantised activation.</summary>
internal sealed class QuantisedStep(QuantisedLayer layer, StepValue x, StepValue y) : SingleStep(layer.Path, layer.Description.Title, [x], y)
{
    private readonly float _threshold = layer.Threshold.Values[0];
    private readonly int _levels = layer.Levels;

    public override bool WorksInPlace => true;

    public static StepValue Compile(QuantisedLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new QuantisedStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));

    protected override void Run(StepMemory memory, StreamState state) => QcfsKernels.Forward(memory[Inputs[0]], memory[Output], _threshold, _levels);
}

/// <summary>A factor for each time step.</summary>
internal sealed class StepScaleStep : SingleStep
{
    private readonly UnaryFunction[] _scales;

    private StepScaleStep(StepScaleLayer layer, StepValue x, StepValue y)
        : base(layer.Path, layer.Description.Title, [x], y) => _scales = [.. layer.Scale.Values.Select(factor => new UnaryFunction.Scale(factor))];

    public override bool WorksInPlace => true;

    public static StepValue Compile(StepScaleLayer layer, StepValue x, PlanBuilder plan)
    {
        plan.Limit(layer.Scale.Values.Length);
        return plan.Add(new StepScaleStep(layer, plan.Plain(layer.Path, x), StepValue.Of(layer.Output)));
    }

    protected override void Run(StepMemory memory, StreamState state) => ElementwiseKernels.Unary(_scales[state.Steps + memory.Current], memory[Inputs[0]], memory[Output]);
}

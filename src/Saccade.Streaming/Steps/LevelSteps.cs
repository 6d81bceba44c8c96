using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>Spikes of several levels as binary spikes in as many channels.</summary>
internal sealed class UnaryCodeStep : SingleStep
{
    private static readonly UnaryFunction _one = new UnaryFunction.Clamp(0, 1);

    private readonly StepSlot _rest, _level;
    private readonly UnaryFunction _all;
    private readonly int _levels, _channels;

    private UnaryCodeStep(UnaryCodeLayer layer, StepValue x)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output))
        => (_levels, _channels, _all, _rest, _level) = (layer.Levels, x.Size.Channels, new UnaryFunction.Clamp(0, layer.Levels), new(x.Size.Count), new(x.Size.Count));

    public override IReadOnlyList<StepSlot> Scratch => [_rest, _level];

    public static StepValue Compile(UnaryCodeLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new UnaryCodeStep(layer, plan.Plain(layer.Path, x)));

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> rest = memory[_rest], level = memory[_level], y = memory[Output];
        ElementwiseKernels.Unary(_all, memory[Inputs[0]], rest);
        for (int j = 0; j < _levels; j++)
        {
            ElementwiseKernels.Unary(_one, rest, level);
            for (int at = 0; at < level.Length; at += _channels)
                level.Slice(at, _channels).CopyTo(y[((at * _levels) + (j * _channels))..]);
            foreach (ref float value in rest)
                value -= 1;
        }
    }
}

/// <summary>Neurons with several membranes, whose spikes are added.</summary>
internal sealed class MembranesStep : SingleStep
{
    private readonly NeuronChannels[] _membranes;
    private readonly StateSlot[] _potentials;
    private readonly StepSlot _spikes;

    private MembranesStep(MultiLevelNeuron.MultiLevelLayer layer, StepValue x, PlanBuilder plan)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output))
    {
        _membranes = [.. layer.Membranes.Select(membrane => NeuronChannels.Of([membrane]))];
        _spikes = new StepSlot(x.Size.Count);
        _potentials = [.. _membranes.Select(membrane => plan.State(membrane, x.Size.Count))];
    }

    public override IReadOnlyList<StepSlot> Scratch => [_spikes];

    public static StepValue Compile(MultiLevelNeuron.MultiLevelLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new MembranesStep(layer, plan.Plain(layer.Path, x), plan));

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> x = memory[Inputs[0]], y = memory[Output], spikes = memory[_spikes];
        for (int k = 0; k < _membranes.Length; k++)
        {
            NeuronKernels.Forward(_membranes[k], 0, x, state.Of(_potentials[k]), [], k == 0 ? y : spikes, 1, x.Length, 0, x.Length);
            for (int i = 0; k > 0 && i < y.Length; i++)
                y[i] += spikes[i]; // whole numbers
        }
    }
}

/// <summary>Neurons that emit their charged potential, and that their spikes reset.</summary>
internal sealed class LiafStep : SingleStep
{
    private readonly float _keep, _gain, _threshold, _offset;

    private LiafStep(LiafLayer layer, LiafNeuron neuron, StepValue x, PlanBuilder plan)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output))
    {
        (_keep, _gain, _threshold, _offset) = (neuron.Keep, neuron.Gain, neuron.Threshold, neuron.Output == LiafOutput.Potential ? 0 : neuron.Threshold);
        State = plan.State(x.Size.Count);
    }

    public override bool WorksInPlace => true;

    public override StateSlot State { get; }

    public static StepValue Compile(LiafLayer layer, StepValue x, PlanBuilder plan) => plan.Add(new LiafStep(layer, layer.Neuron, plan.Plain(layer.Path, x), plan));

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> x = memory[Inputs[0]], y = memory[Output], potential = state.Of(State);
        for (int i = 0; i < y.Length; i++)
        {
            float kept = potential[i] * _keep, current = x[i] * _gain, charge = kept + current; // each product is rounded, as by the ops
            potential[i] = charge >= _threshold ? 0 : charge;
            y[i] = Math.Max(charge - _offset, 0);
        }
    }
}

/// <summary>Sums over all positions, or over the channels of each head.</summary>
internal sealed class SumsStep : SingleStep
{
    private readonly AxisExtents _extents;
    private readonly UnaryFunction _scale;

    private SumsStep(SumsLayer layer, StepValue x, AxisExtents extents, float scale)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output)) => (_extents, _scale) = (extents, new UnaryFunction.Scale(scale));

    public static StepValue Compile(SumsLayer layer, StepValue x, PlanBuilder plan)
    {
        x = plan.Plain(layer.Path, x);
        var (height, width, channels, _) = x.Size;
        var extents = layer.Description is HeadSums heads ? new AxisExtents(height * width * heads.Heads, channels / heads.Heads, 1) : new AxisExtents(1, height * width, channels);
        return plan.Add(new SumsStep(layer, x, extents, ((Sums)layer.Description).Scale));
    }

    protected override void Run(StepMemory memory, StreamState state)
    {
        var y = memory[Output];
        AxisKernels.Reduce(Reduction.Sum, _extents, memory[Inputs[0]], 1, y, 0, y.Length);
        ElementwiseKernels.Unary(_scale, y, y);
    }
}

using Saccade.Kernels.Temporal;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>A convolution along time for each channel, which remembers the inputs before: a synapse; with a bias and a threshold, the sliding parallel neuron.</summary>
internal sealed class TapsStep : SingleStep
{
    private readonly float[] _weight, _bias;
    private readonly StepSlot _window;
    private readonly TemporalShape _shape;
    private readonly int _taps;
    private readonly float? _threshold;

    private TapsStep(Layer layer, StepValue x, float[] weight, float[] bias, float? threshold, PlanBuilder plan)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output))
    {
        int channels = x.Size.Channels, elements = x.Size.Count;
        (_weight, _bias, _threshold, _taps) = (weight, bias, threshold, weight.Length / channels);
        _shape = new TemporalShape(1, elements, channels);
        _window = new StepSlot(_taps * elements);
        State = plan.State((_taps - 1) * elements);
    }

    public override bool WorksInPlace => true;

    public override IReadOnlyList<StepSlot> Scratch => [_window];

    public override StateSlot State { get; }

    public override long Bytes => sizeof(float) * ((long)_weight.Length + _bias.Length);

    public override long MultiplyAdds => (long)_taps * _shape.Elements;

    public static StepValue Compile(SynapseLayer layer, StepValue x, PlanBuilder plan)
    {
        x = plan.Plain(layer.Path, x);
        var coefficients = layer.Coefficients;
        return plan.Add(coefficients.Count == 1 ? new TapsStep(layer, x, coefficients[0], [], null, plan) : new DecayStep(layer, x, coefficients[0], coefficients[1], plan));
    }

    public static StepValue Compile(SlidingParallelNeuron.Built layer, StepValue x, PlanBuilder plan)
        => plan.Add(new TapsStep(layer, plan.Plain(layer.Path, x), layer.Weights, layer.Biases, layer.Threshold, plan));

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> before = state.Of(State), window = memory[_window], y = memory[Output];
        before.CopyTo(window);
        memory[Inputs[0]].CopyTo(window[before.Length..]);
        TemporalKernels.Convolution(_shape, _taps, window, _weight, y, 0, _shape.Elements);
        window[_shape.Elements..].CopyTo(before);
        if (_threshold is { } threshold)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = y[i] + _bias[i % _bias.Length] >= threshold ? 1 : 0;
        }
    }
}

/// <summary>A first-order filter along time for each channel, which remembers its last output: a synapse that decays.</summary>
internal sealed class DecayStep : SingleStep
{
    private readonly float[] _decay, _gain;
    private readonly TemporalShape _shape;

    public DecayStep(SynapseLayer layer, StepValue x, float[] decay, float[] gain, PlanBuilder plan)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output))
    {
        (_decay, _gain) = (ForChannels(decay, x.Size.Channels), ForChannels(gain, x.Size.Channels));
        _shape = new TemporalShape(1, x.Size.Count, x.Size.Channels);
        State = plan.State(x.Size.Count);
    }

    public override bool WorksInPlace => true;

    public override StateSlot State { get; }

    public override long Bytes => sizeof(float) * ((long)_decay.Length + _gain.Length);

    public override long MultiplyAdds => 2L * _shape.Elements;

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> last = state.Of(State), y = memory[Output];
        TemporalKernels.Filter(_shape, backwards: false, memory[Inputs[0]], _decay, _gain, last, y, 0, _shape.Elements);
        y.CopyTo(last);
    }

    private static float[] ForChannels(float[] values, int channels) => values.Length == channels ? values : [.. Enumerable.Repeat(values[0], channels)];
}

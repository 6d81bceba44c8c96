using Saccade.Kernels.Neurons;
using Saccade.Kernels.Streams;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>Spiking neurons of a plan with the bits of the network: charge, fire, reset on the stream's potentials.</summary>
internal sealed class NeuronStep : SingleStep
{
    private readonly NeuronChannels _neurons;

    private NeuronStep(SpikingLayer layer, StepValue x, StateSlot state)
        : base(layer.Path, layer.Description.Title, [x], StepValue.Of(layer.Output)) => (_neurons, State) = (layer.Neurons, state);

    public override bool WorksInPlace => true;

    public override StateSlot State { get; }

    public override string NeuronPath => Path;

    public static StepValue Compile(SpikingLayer layer, StepValue x, PlanBuilder plan)
    {
        x = plan.Plain(layer.Path, x);
        return plan.Add(plan.Options.Fold ? new FireStep(layer, x, plan) : new NeuronStep(layer, x, plan.State(layer.Neurons, x.Size.Count)));
    }

    protected override void Run(StepMemory memory, StreamState state)
    {
        var x = memory[Inputs[0]];
        NeuronKernels.Forward(_neurons, 0, x, state.Of(State), [], memory[Output], 1, x.Length, 0, x.Length);
    }
}

/// <summary>Spiking neurons of a folded plan that stand behind something else than synapses. Levels are whole numbers in bytes, and their heights the units of the output.</summary>
internal sealed class FireStep : SingleStep
{
    private readonly FireTable _table;

    public FireStep(SpikingLayer layer, StepValue x, PlanBuilder plan)
        : base(layer.Path, layer.Description.Title, [x], OutputOf(layer))
    {
        float[] ones = new float[x.Size.Channels];
        Array.Fill(ones, 1);
        (_table, State) = (FireTable.Of(ones, new float[ones.Length], layer.Neurons), plan.State(layer.Neurons, x.Size.Count));
    }

    public override StateSlot State { get; }

    public override string NeuronPath => Path;

    /// <summary>What neurons of a folded plan write.</summary>
    public static StepValue OutputOf(SpikingLayer layer)
        => StepValue.Of(layer.Output, layer.Neurons.Heights.Any(height => height != 1) ? layer.Neurons.Heights : null, new WholeNumbers(layer.Neuron.Levels, 1));

    protected override void Run(StepMemory memory, StreamState state)
        => FireKernels.Fire(_table, memory[Inputs[0]], _table.Gain.Length, 0, state.Of(State), memory.BytesOf(Output));
}

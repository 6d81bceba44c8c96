using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>Spiking neurons: charge, fire, reset on the stream's potentials. In a folded plan spikes are whole numbers, and their heights the units of the output.</summary>
internal sealed class NeuronStep : PlanStep
{
    private readonly NeuronChannels _neurons;

    private NeuronStep(SpikingLayer layer, NeuronChannels neurons, StepValue x, StepValue y, StateSlot state)
        : base(layer.Path, layer.Description.Title, [x], y) => (_neurons, State) = (neurons, state);

    public override bool WorksInPlace => true;

    public override StateSlot State { get; }

    public static StepValue Compile(SpikingLayer layer, StepValue x, PlanBuilder plan)
    {
        var neurons = layer.Neurons;
        var state = plan.State(neurons, x.Size.Count);
        bool folds = plan.Options.Fold && neurons.Heights.Any(height => height != 1);
        if (folds)
            neurons = NeuronChannels.Of([.. Enumerable.Range(0, neurons.Count).Select(c => neurons[c] with { OutputHeight = 1 })]);
        return plan.Add(new NeuronStep(layer, neurons, plan.Plain(layer.Path, x), StepValue.Of(layer.Output, folds ? layer.Neurons.Heights : null), state));
    }

    public override void Run(StepMemory memory, StreamState state)
    {
        var x = memory[Inputs[0]];
        NeuronKernels.Forward(_neurons, 0, x, state.Of(State), [], memory[Output], 1, x.Length, 0, x.Length);
    }
}

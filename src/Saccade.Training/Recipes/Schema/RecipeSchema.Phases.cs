using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Steps;

namespace Saccade.Training.Recipes.Schema;

/// <summary>Phases.</summary>
internal static partial class RecipeSchema
{
    private static Section<PhaseRecipe> Phase(RecipeKinds kinds, Kind<ArchitectureDescription> architecture, Kind<NeuronModel> neuron) => new Section<PhaseRecipe>(new PhaseRecipe())
        .Key("network", Choice<PhaseNetwork>(), r => r.Network, (r, v) => r with { Network = v }, "The form of the network that is trained.", required: true)
        .Key("architecture", new OptionalKind<ArchitectureDescription>(architecture), r => r.Architecture, (r, v) => r with { Architecture = v }, "A network of its own in place of the recipe's; null for the recipe's.", omitsDefault: true)
        .Key("neuron", new OptionalKind<NeuronModel>(neuron), r => r.Neuron, (r, v) => r with { Neuron = v }, "A neuron of its own in place of the recipe's; null for the recipe's.", omitsDefault: true)
        .Key("from", new OptionalKind<string>(new TextKind("the name of an earlier phase that this one starts from")), r => r.From, (r, v) => r with { From = v }, "Earlier phase whose result this one starts from, converted if need be; null for random weights.")
        .Key("data", new OptionalKind<DataRecipe>(Data(kinds)), r => r.Data, (r, v) => r with { Data = v }, "What the phase learns from in place of the recipe's training part, such as simulated recordings: the training part of this data. Validation and test stay the recipe's.", omitsDefault: true)
        .Key("teachers", TeacherRecipe.Map, r => r.Teachers, (r, v) => r with { Teachers = v }, "Who teaches, by name: earlier phases, or model files; frozen.")
        .Key("frames", FrameSelection.Kind, r => r.Frames, (r, v) => r with { Frames = v }, "Frames the trained network sees. Not given: all, or where the recipe shares them out snn for a spiking network, ann for the others.", depends: true)
        .Key("epochs", Whole(1), r => r.Epochs, (r, v) => r with { Epochs = v }, "Passes over the training part.")
        .Key("batch", Whole(1, 65_536), r => r.Batch, (r, v) => r with { Batch = v }, "Samples in a mini-batch.")
        .Key("objective", new ListKind<LossDescription>(kinds.Losses.One), r => r.Objective, (r, v) => r with { Objective = v }, "Terms of the loss, added. Not given: a cross-entropy.", depends: true)
        .Key("gradients", StepRule.Keys, r => r.Gradients, (r, v) => r with { Gradients = v }, "How gradients go back through the time steps.")
        .Key("optimizer", OptimizerDescription.Keys, r => r.Optimizer, (r, v) => r with { Optimizer = v }, "The optimiser. Not given: Adam at 1e-3 for a spiking network, SGD at 0.1 with weight decay 5e-4 for the others.", depends: true)
        .Key("schedule", ScheduleDescription.Keys, r => r.Schedule, (r, v) => r with { Schedule = v }, "The learning rate over the epochs.")
        .Key("batch-norm", Choice<BatchNormMode>(), r => r.BatchNorm, (r, v) => r with { BatchNorm = v }, "What batch normalisation does.")
        .Key("weights", Choice<WeightFormat>(), r => r.Weights, (r, v) => r with { Weights = v }, "What weights of convolutions and linear layers are while the network runs: floats, or whole numbers of 8 bits with a scale for each output channel, behind which floats are trained; the model file of a last phase of 8 bits keeps them so.", omitsDefault: true)
        .Key("clip", new OptionalNumberKind(NumberKind.Positive), r => r.Clip, (r, v) => r with { Clip = v }, "Largest norm of the gradient; null for no limit.")
        .Key("average", NumberKind.BelowOne, r => r.Average, (r, v) => r with { Average = v }, "Decay of a running mean of the weights over the steps, which is evaluated and kept in place of the weights; 0 for none.")
        .Key("recompute", _flag, r => r.Recompute, (r, v) => r with { Recompute = v }, "Whether the backward pass computes convolutions again instead of keeping their outputs: less memory, more time, the same bits.")
        .Key("keep", Choice<KeepRule>(), r => r.Keep, (r, v) => r with { Keep = v }, "The result of the phase: its best epoch by validation, its last, or its best by test (labelled so, since it then flatters itself).")
        .Formerly("teacher", "the key 'teachers', for example teachers: {pretrain: {frames: ann}}")
        .Formerly("teacher-frames", "the key 'frames' of a teacher, for example teachers: {pretrain: {frames: ann}}")
        .Complete(CompletePhase);

    private static PhaseRecipe CompletePhase(PhaseRecipe r, string path, Binding binding)
    {
        bool spiking = r.Network == PhaseNetwork.Spiking;
        bool Given(string key) => binding.IsGiven(Binding.Below(path, key));
        return r with
        {
            Objective = [.. r.Objective.Select((term, i) => term.Complete(spiking, key => Given($"objective.{i}.{key}")))],
            Optimizer = Given("optimizer") ? r.Optimizer : spiking ? new OptimizerDescription.Adam() : new OptimizerDescription.Sgd { Rate = 0.1, WeightDecay = 5e-4 },
        };
    }
}

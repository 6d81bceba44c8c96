using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Steps;

namespace Saccade.Training.Recipes;

/// <summary>One phase of training: a network, the frames it sees, its teachers, a loss, an optimiser.</summary>
public sealed record PhaseRecipe
{
    /// <summary>Name, unique in the recipe: small letters, digits and hyphens, a letter first.</summary>
    public string Name { get; init; } = "";

    /// <summary>The form of the network that is trained.</summary>
    public PhaseNetwork Network { get; init; }

    /// <summary>A network of its own in place of the recipe's; null for the recipe's.</summary>
    public ArchitectureDescription? Architecture { get; init; }

    /// <summary>A neuron of its own in place of the recipe's; null for the recipe's.</summary>
    public NeuronModel? Neuron { get; init; }

    /// <summary>The earlier phase whose result this one starts from, converted if it is quantised and this one spiking; null to start from random weights.</summary>
    public string? From { get; init; }

    /// <summary>What the phase learns from in place of the recipe's training part, for example simulated recordings; null for the recipe's. Its frames are made as the recipe's; validation and test stay the recipe's.</summary>
    public DataRecipe? Data { get; init; }

    /// <summary>Who teaches: frozen networks in evaluation mode, by name.</summary>
    public ValueList<TeacherRecipe> Teachers { get; init; } = [];

    /// <summary>The frames the trained network sees.</summary>
    public FrameSelection Frames { get; init; } = FrameSelection.All;

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a mini-batch.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>The terms of the loss, added. Not given, a cross-entropy.</summary>
    public ValueList<LossDescription> Objective { get; init; } = [new CrossEntropy()];

    /// <summary>How gradients go back through the time steps.</summary>
    public StepRule Gradients { get; init; } = new StepRule.Bptt();

    /// <summary>The optimiser. Not given, SGD at 0.1 with weight decay 5e-4 for a quantised and Adam at 1e-3 for a spiking network.</summary>
    public OptimizerDescription Optimizer { get; init; } = new OptimizerDescription.Adam();

    /// <summary>The learning rate over the epochs.</summary>
    public ScheduleDescription Schedule { get; init; } = new ScheduleDescription.Cosine();

    /// <summary>What batch normalisation does.</summary>
    public BatchNormMode BatchNorm { get; init; } = BatchNormMode.Train;

    /// <summary>
    /// The numbers that the weights of convolutions and linear layers are while the network runs, in training as in evaluation. <see cref="WeightFormat.Int8"/> is training with quantisation in mind: each weight is the product of a whole
    /// number and the scale of its output channel, 127 standing for the largest weight of the channel; the optimiser changes floats that stay behind, and takes the gradient by a rounded weight for theirs (straight through). The result has
    /// such weights, and the model file of a recipe that ends so keeps them in 8 bits.
    /// </summary>
    public WeightFormat Weights { get; init; }

    /// <summary>Largest Euclidean norm of the gradient of all parameters; above 0; null for no limit.</summary>
    public double? Clip { get; init; }

    /// <summary>Decay of a running mean of all weights, taken after each step, which is what is evaluated and kept in place of the weights; 0 to below 1, 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>Whether the outputs of convolutions are computed again in the backward pass instead of kept: less memory, more time, the same bits.</summary>
    public bool Recompute { get; init; }

    /// <summary>Which state of the network is the result.</summary>
    public KeepRule Keep { get; init; } = KeepRule.Best;
}

/// <summary>The form of the network that a phase trains.</summary>
public enum PhaseNetwork
{
    /// <summary>Quantised activations (QCFS), every frame for itself.</summary>
    Quantised,

    /// <summary>Spiking neurons, through time.</summary>
    Spiking,

    /// <summary>ReLU activations, every frame for itself: the twin of a spiking network, as a teacher.</summary>
    Relu,
}

/// <summary>What batch normalisation does in a phase.</summary>
public enum BatchNormMode
{
    /// <summary>Uses batch statistics, updates the running ones, trains scale and shift.</summary>
    Train,

    /// <summary>Uses the running statistics without updating them, trains scale and shift.</summary>
    FrozenStatistics,

    /// <summary>Uses the running statistics and changes nothing.</summary>
    Frozen,
}

/// <summary>Which state of the network is the result of a phase.</summary>
public enum KeepRule
{
    /// <summary>The one of the epoch with the highest validation accuracy, the first of equals; the last one if there is no validation part.</summary>
    Best,

    /// <summary>The one after the last epoch.</summary>
    Last,

    /// <summary>
    /// The one of the epoch with the highest test accuracy, the first of equals, as papers often report it: the test part chooses, so the result is no estimate of how
    /// the network does on new data, and is labelled so wherever it appears.
    /// </summary>
    BestTest,
}

/// <summary>A network that teaches: the result of an earlier phase, or a model file. Frozen, in evaluation mode.</summary>
public sealed record TeacherRecipe
{
    /// <summary>Its name; for an earlier phase that phase's.</summary>
    public string Name { get; init; } = "";

    /// <summary>The model file; null for the earlier phase of that name.</summary>
    public string? Model { get; init; }

    /// <summary>The frames it sees; null for those that the phase, or the model file, was trained on.</summary>
    public FrameSelection? Frames { get; init; }

    /// <summary>Whether it sees the mean of its frames over time, once, instead of each.</summary>
    public bool Mean { get; init; }

    internal static Kind<ValueList<TeacherRecipe>> Map { get; } = new MapKind<TeacherRecipe, TeacherRecipe>(
        new Section<TeacherRecipe>(new TeacherRecipe())
            .Key("model", new OptionalKind<string>(new TextKind("the path of a model file")), t => t.Model, (t, v) => t with { Model = v }, "A model file; null for the earlier phase of that name.")
            .Key("frames", new OptionalKind<FrameSelection>(FrameSelection.Kind), t => t.Frames, (t, v) => t with { Frames = v }, "Frames it sees; null for those it was trained on.")
            .Key("mean", new FlagKind(), t => t.Mean, (t, v) => t with { Mean = v }, "Whether it sees the mean of its frames, once."),
        new TextKind("small letters, digits and hyphens, a letter first", PhaseName.Pattern()), (name, teacher) => teacher with { Name = name }, teacher => (teacher.Name, teacher), atLeast: 0);
}

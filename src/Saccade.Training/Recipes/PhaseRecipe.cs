using Saccade.Files;

namespace Saccade.Training.Recipes;

/// <summary>One phase of training: a network, the frames it sees, a loss, an optimiser.</summary>
public sealed record PhaseRecipe
{
    /// <summary>Name, unique in the recipe: small letters, digits and hyphens, a letter first.</summary>
    public string Name { get; init; } = "";

    /// <summary>The form of the network that is trained.</summary>
    public PhaseNetwork Network { get; init; }

    /// <summary>The earlier phase whose result this one starts from, converted if it is quantised and this one spiking; null to start from random weights.</summary>
    public string? From { get; init; }

    /// <summary>The earlier phase whose result teaches, frozen and in evaluation mode; null for none.</summary>
    public string? Teacher { get; init; }

    /// <summary>The frames the teacher sees (facts 5.5).</summary>
    public FrameChoice TeacherFrames { get; init; } = FrameChoice.Ann;

    /// <summary>The frames the trained network sees. Not given, ann for a quantised and snn for a spiking network.</summary>
    public FrameChoice Frames { get; init; }

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a mini-batch.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>The terms of the loss, added. Not given, a cross-entropy.</summary>
    public ValueList<ObjectiveRecipe> Objective { get; init; } = [new ObjectiveRecipe.CrossEntropy()];

    /// <summary>The optimiser. Not given, SGD at 0.1 with weight decay 5e-4 for a quantised and Adam at 1e-3 for a spiking network.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new OptimizerRecipe.Adam();

    /// <summary>The learning rate over the epochs.</summary>
    public ScheduleRecipe Schedule { get; init; } = new ScheduleRecipe.Cosine();

    /// <summary>What batch normalisation does.</summary>
    public BatchNormMode BatchNorm { get; init; } = BatchNormMode.Train;

    /// <summary>Largest Euclidean norm of the gradient of all parameters; above 0; null for no limit.</summary>
    public double? Clip { get; init; }

    /// <summary>Whether the outputs of convolutions are computed again in the backward pass instead of kept: less memory, more time, the same bits.</summary>
    public bool Recompute { get; init; }

    /// <summary>Which state of the network is the result.</summary>
    public KeepRule Keep { get; init; } = KeepRule.Best;
}

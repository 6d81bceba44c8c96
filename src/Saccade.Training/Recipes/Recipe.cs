using Saccade.Files;
using Saccade.Networks;

namespace Saccade.Training.Recipes;

/// <summary>
/// Everything that decides how a run goes, as a value. Two equal recipes on the same data give the same run.
/// Read one with <see cref="RecipeReader"/>, which reports all problems at once; write one with <see cref="RecipeWriter"/>.
/// </summary>
public sealed record Recipe
{
    /// <summary>Name of the recipe: letters, digits, hyphens, dots and underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>Seed of weights, order of samples and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, 0 for all cores. Never changes results.</summary>
    public int Threads { get; init; }

    /// <summary>Where the recordings come from.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>How recordings become frames.</summary>
    public FrameRecipe Frames { get; init; } = new();

    /// <summary>Random changes of training samples.</summary>
    public AugmentRecipe Augment { get; init; } = new();

    /// <summary>The network, with the place of its activations left open.</summary>
    public ArchitectureDescription Network { get; init; } = new ArchitectureDescription.SmallCnn();

    /// <summary>The neuron of directly trained spiking networks.</summary>
    public NeuronModel Neuron { get; init; } = NeuronDescription.Direct;

    /// <summary>The neuron that takes the place of a quantised activation; holds its threshold as a parameter.</summary>
    public NeuronDescription Conversion { get; init; } = NeuronDescription.Converted;

    /// <summary>The phases, in the order in which they run; at least one.</summary>
    public ValueList<PhaseRecipe> Phases { get; init; } = [];

    /// <summary>The network in the form that a phase trains.</summary>
    /// <param name="form">What its activations are.</param>
    /// <param name="classes">Number of classes of the data.</param>
    public NetworkDescription Describe(PhaseNetwork form, int classes)
    {
        LayerDescription activation = form switch
        {
            PhaseNetwork.Quantised => Network.QuantisedActivation,
            PhaseNetwork.Spiking => new Spiking(Neuron),
            _ => new Relu(),
        };
        return Network.Describe(new FrameSize(Frames.Height, Frames.Width), classes, activation);
    }

    /// <summary>The phase of that name.</summary>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public PhaseRecipe Phase(string name) => Phases.FirstOrDefault(phase => phase.Name == name)
        ?? throw new ArgumentException($"the recipe '{Name}' has no phase '{name}', only {string.Join(", ", Phases.Select(phase => phase.Name))}", nameof(name));
}

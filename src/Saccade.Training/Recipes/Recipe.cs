using Saccade.Files;
using Saccade.Networks;
using Saccade.Tensors;

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

    /// <summary>What several processes of one training hand over; by default their number changes no result.</summary>
    public ShardSharing Ranks { get; init; } = new();

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

    /// <summary>What the names in it mean; no key, but given when it is read.</summary>
    public RecipeKinds Kinds { get; init; } = RecipeKinds.Standard;

    /// <summary>Extents of a frame.</summary>
    public FrameSize FrameSize => new(Frames.Height, Frames.Width, Frames.Channels);

    /// <summary>The network of a phase that starts from random weights.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="classes">Number of classes of the data.</param>
    public NetworkDescription Describe(PhaseRecipe phase, int classes)
    {
        ArgumentNullException.ThrowIfNull(phase);
        var architecture = phase.Architecture ?? Network;
        LayerDescription activation = phase.Network switch
        {
            PhaseNetwork.Quantised => architecture.QuantisedActivation,
            PhaseNetwork.Spiking => new Spiking(phase.Neuron ?? Neuron),
            _ => new Relu(),
        };
        return architecture.Describe(FrameSize, classes, activation);
    }

    /// <summary>The phase of that name.</summary>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public PhaseRecipe Phase(string name) => Phases.FirstOrDefault(phase => phase.Name == name)
        ?? throw new ArgumentException($"the recipe '{Name}' has no phase '{name}', only {string.Join(", ", Phases.Select(phase => phase.Name))}", nameof(name));
}

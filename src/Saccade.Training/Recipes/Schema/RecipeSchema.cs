using System.Text.RegularExpressions;
using Saccade.Networks;
using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>The keys of a recipe: names, kinds, ranges, defaults, meaning.</summary>
internal static partial class RecipeSchema
{
    private const int MaximumSize = 4096;
    private const int MaximumCount = 1_000_000;

    private static readonly FlagKind Flag = new();
    private static readonly SeedKind Seed = new();

    /// <summary>The whole recipe.</summary>
    public static Section<Recipe> Recipe { get; } = MakeRecipe();

    private static Section<Recipe> MakeRecipe()
    {
        Section<Recipe> recipe = null!;
        recipe = new Section<Recipe>(new Recipe())
            .Key("name", new TextKind("letters, digits, hyphens, dots and underscores", Name()), r => r.Name, (r, v) => r with { Name = v }, "Name of the recipe.", required: true)
            .Key("seed", Seed, r => r.Seed, (r, v) => r with { Seed = v }, "Seed of weights, order of samples and augmentation.")
            .Key("threads", Whole(0, 1024), r => r.Threads, (r, v) => r with { Threads = v }, "Threads to use, 0 for all cores. Never changes results.")
            .Key("data", Data(), r => r.Data, (r, v) => r with { Data = v }, "Where the recordings come from and how they are split.")
            .Key("frames", Frames(), r => r.Frames, (r, v) => r with { Frames = v }, "How recordings become frames, and who sees which.")
            .Key("augment", Augment(), r => r.Augment, (r, v) => r with { Augment = v }, "Random changes of training samples; 0 switches one off.")
            .Key("network", ArchitectureDescription.KindOf(NetworkKinds.Standard), r => r.Network, (r, v) => r with { Network = v }, "The network. The last linear layer, to the classes, is always added.")
            .Key("neuron", NetworkKinds.Standard.Neurons(NeuronDescription.Direct), r => r.Neuron, (r, v) => r with { Neuron = v }, "The neuron of directly trained spiking networks.")
            .Key("conversion", NeuronDescription.Keys(NeuronDescription.Converted, NetworkKinds.Standard.Surrogates), r => r.Conversion, (r, v) => r with { Conversion = v }, "The neuron that takes the place of a quantised activation.")
            .Key("phases", new PhasesKind(Phase(), () => recipe.Keys), r => r.Phases, (r, v) => r with { Phases = v }, "The phases, by name, in the order in which they run.", required: true);
        return recipe;
    }

    private static WholeKind Whole(int minimum, int maximum = MaximumCount) => new(minimum, maximum);

    private static ChoiceKind<TEnum> Choice<TEnum>()
        where TEnum : struct, Enum => new();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

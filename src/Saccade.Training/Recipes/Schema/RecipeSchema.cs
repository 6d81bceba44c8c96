using System.Text.RegularExpressions;
using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;

namespace Saccade.Training.Recipes.Schema;

/// <summary>The keys of a recipe: names, kinds, ranges, defaults, meaning.</summary>
internal static partial class RecipeSchema
{
    private const int MaximumSize = 4096;
    private const int MaximumCount = 1_000_000;

    private static readonly FlagKind _flag = new();
    private static readonly SeedKind _seed = new();

    /// <summary>The whole recipe.</summary>
    /// <param name="kinds">What it can name.</param>
    public static Section<Recipe> Make(RecipeKinds kinds)
    {
        Section<Recipe> recipe = null!;
        var architecture = ArchitectureDescription.KindOf(kinds.Networks);
        var neuron = kinds.Networks.Neurons(NeuronDescription.Direct);
        recipe = new Section<Recipe>(new Recipe())
            .Key("name", new TextKind("letters, digits, hyphens, dots and underscores", Name()), r => r.Name, (r, v) => r with { Name = v }, "Name of the recipe.", required: true)
            .Key("seed", _seed, r => r.Seed, (r, v) => r with { Seed = v }, "Seed of weights, order of samples and augmentation.")
            .Key("threads", Whole(0, 1024), r => r.Threads, (r, v) => r with { Threads = v }, "Threads to use, 0 for all cores. Never changes results.")
            .Key("ranks", Ranks(), r => r.Ranks, (r, v) => r with { Ranks = v }, "What several processes of one training hand over; by default their number changes no result.", omitsDefault: true)
            .Key("data", Data(kinds), r => r.Data, (r, v) => r with { Data = v }, "Where the recordings come from and how they are split.")
            .Key("frames", Frames(), r => r.Frames, (r, v) => r with { Frames = v }, "How recordings become frames, and who sees which.")
            .Key("augment", Augment(), r => r.Augment, (r, v) => r with { Augment = v }, "Random changes of training samples; 0 switches one off.")
            .Key("network", architecture, r => r.Network, (r, v) => r with { Network = v }, "The network. The last linear layer, to the classes, is always added.")
            .Key("neuron", neuron, r => r.Neuron, (r, v) => r with { Neuron = v }, "The neuron of directly trained spiking networks.")
            .Key("conversion", NeuronDescription.Keys(NeuronDescription.Converted, kinds.Networks.Surrogates), r => r.Conversion, (r, v) => r with { Conversion = v }, "The neuron that takes the place of a quantised activation.")
            .Key("phases", new PhasesKind(Phase(kinds, architecture, neuron), () => recipe.Keys), r => r.Phases, (r, v) => r with { Phases = v }, "The phases, by name, in the order in which they run.", required: true)
            .Complete(CompleteFrames);
        return recipe;
    }

    /// <summary>
    /// Who sees which frames, where a phase does not say: all of them, unless the recipe shares them out, by keys of frames or by a phase that builds on another; then ann
    /// for a network that sees frames and snn for a spiking one.
    /// </summary>
    private static Recipe CompleteFrames(Recipe recipe, string path, Binding binding)
    {
        bool Given(params string[] keys) => binding.IsGiven(keys.Aggregate(path, Binding.Below));
        bool shares = Given("frames", "ann") || Given("frames", "snn") || Given("frames", "partition") || recipe.Phases.Any(p => p.From is not null || p.Teachers.Count > 0);
        return recipe with
        {
            Phases = [.. recipe.Phases.Select(p => Given("phases", p.Name, "frames") ? p : p with
            {
                Frames = !shares ? FrameSelection.All : p.Network == PhaseNetwork.Spiking ? FrameSelection.Snn : FrameSelection.Ann,
            })],
        };
    }

    private static Section<ShardSharing> Ranks() => new Section<ShardSharing>(new ShardSharing())
        .Key("gradients", Choice<ExchangePrecision>(), r => r.Gradients, (r, v) => r with { Gradients = v }, "How gradients of weights travel; float16 halves the bytes, and results then differ with the number of processes.")
        .Key("statistics", Choice<StatisticsScope>(), r => r.Statistics, (r, v) => r with { Statistics = v }, "Over which samples batch norm takes its statistics: the whole batch, or those of each rank, which waits less; results then differ with the number of processes.");

    private static WholeKind Whole(int minimum, int maximum = MaximumCount) => new(minimum, maximum);

    private static ChoiceKind<TEnum> Choice<TEnum>()
        where TEnum : struct, Enum => new();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

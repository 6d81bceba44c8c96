using Saccade.Files;
using Saccade.Networks;
using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>Writes recipes with every value spelled out, and compares them.</summary>
public static class RecipeWriter
{
    /// <summary>YAML that reads back as an equal recipe.</summary>
    public static string ToYaml(Recipe recipe) => NodeText.ToYaml(Tree(recipe));

    /// <summary>JSON with the same keys; it reads back as an equal recipe too.</summary>
    public static string ToJson(Recipe recipe) => NodeText.ToJson(Tree(recipe));

    /// <summary>
    /// SHA-256, in hexadecimal, over all values that can change results: not <see cref="Recipe.Threads"/>, not <see cref="DataRecipe.Path"/> and not the folder of a
    /// teacher's model file (a checkpoint knows the file by its content).
    /// </summary>
    public static string Hash(Recipe recipe) => ContentHash.Of(ToYaml(Essence(recipe)));

    /// <summary>A hash over all that the first phases of a recipe follow from, so that recipes which differ later or in name have the same.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="phases">Number of phases.</param>
    /// <param name="data">Identity of the recordings.</param>
    internal static string HashOfBeginning(Recipe recipe, int phases, string data)
    {
        var essence = Essence(recipe);
        var beginning = essence with { Name = "any", Phases = [.. essence.Phases.Take(phases)] };
        if (beginning.Phases.All(phase => phase.Network != PhaseNetwork.Spiking))
            beginning = beginning with { Neuron = NeuronDescription.Direct, Conversion = NeuronDescription.Converted };
        return ContentHash.Of($"{ToYaml(beginning)}{data}\n");
    }

    /// <summary>The values that can change results and in which two recipes differ, one line each; empty if they agree.</summary>
    /// <param name="before">A recipe.</param>
    /// <param name="after">Another.</param>
    /// <returns>Lines such as <c>frames.count: 10, now 8</c>.</returns>
    public static IReadOnlyList<string> Differences(Recipe before, Recipe after)
    {
        var old = NodeText.Flatten(Tree(Essence(before))).ToDictionary();
        var now = NodeText.Flatten(Tree(Essence(after))).ToDictionary();
        return
        [
            .. old.Where(pair => now.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => $"{pair.Key}: {pair.Value}, now {now.GetValueOrDefault(pair.Key, "not there")}"),
            .. now.Where(pair => !old.ContainsKey(pair.Key)).Select(pair => $"{pair.Key}: not there, now {pair.Value}"),
        ];
    }

    /// <summary>A recipe without what belongs to one machine and changes no result: threads, and where the data and the teachers' files lie.</summary>
    internal static Recipe Essence(Recipe recipe) => recipe with
    {
        Threads = 0,
        Data = recipe.Data with { Path = null },
        Phases = [.. recipe.Phases.Select(phase => phase with { Data = phase.Data is null ? null : phase.Data with { Path = null }, Teachers = [.. phase.Teachers.Select(t => t with { Model = Path.GetFileName(t.Model) })] })],
    };

    private static MapNode Tree(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return (MapNode)recipe.Kinds.Schema.Write(recipe);
    }
}

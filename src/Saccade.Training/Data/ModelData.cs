using Saccade.Recognition;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>The card of a network that a recipe trained.</summary>
public static class ModelData
{
    /// <summary>Makes the card.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="positions">Which frames the network sees.</param>
    /// <param name="metrics">Measurements by name.</param>
    public static ModelCard Card(Recipe recipe, TrainingData data, IReadOnlyList<int> positions, IReadOnlyDictionary<string, IReadOnlyList<double>> metrics)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        return new ModelCard
        {
            Name = recipe.Name,
            Labels = data.Train.Classes,
            Weights = recipe.Phases[^1].Weights,

            // Equal runs give equal files, on any machine.
            Recipe = RecipeWriter.ToYaml(RecipeWriter.Essence(recipe)),
            Metrics = metrics,
            Splits = data.SplitHashes,
            Preprocessing = data.Preprocessing with { Positions = positions },
        };
    }
}

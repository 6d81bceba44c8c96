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
        var preparation = data.Train.Preparation;
        return new ModelCard
        {
            Name = recipe.Name,
            Labels = data.Train.Classes,

            // Equal runs give equal files, on any machine.
            Recipe = RecipeWriter.ToYaml(RecipeWriter.Essence(recipe)),
            Metrics = metrics,
            Splits = data.SplitHashes,
            Preprocessing = new Preprocessing
            {
                Frames = recipe.Frames.Count,
                Cut = recipe.Frames.Slicing,
                Positions = positions,
                SensorWidth = preparation.Sensor!.Value.Width,
                SensorHeight = preparation.Sensor.Value.Height,
                Window = recipe.Frames.Window,
                Fit = recipe.Frames.Fit,
                Counts = recipe.Frames.Counts,
                Channels = FrameRules.ChannelsOf(recipe.Frames.Channels),
                Scaling = preparation.Resize is null ? FrameResize.None : recipe.Frames.Resize,
            },
        };
    }
}

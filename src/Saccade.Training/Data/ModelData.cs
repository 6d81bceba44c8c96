using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>Between recordings and model files: the card of a trained network, and the frames that a card asks for.</summary>
public static class ModelData
{
    private const double MostOutside = 0.1;

    /// <summary>The card of a network that a recipe trained.</summary>
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
                Cut = recipe.Frames.Slicing == FrameSlicing.Time ? FrameCut.Time : FrameCut.Number,
                Positions = positions,
                SensorWidth = preparation.Sensor!.Value.Width,
                SensorHeight = preparation.Sensor.Value.Height,
                Window = recipe.Frames.Window,
                Fit = (FrameFitting)recipe.Frames.Fit,
                Counts = (FrameCounts)recipe.Frames.Counts,
                Channels = ChannelsOf(recipe.Frames.Channels),
                Scaling = preparation.Resize switch { null => FrameScaling.None, Resize.Nearest => FrameScaling.Nearest, _ => FrameScaling.Binned },
            },
        };
    }

    private static string ChannelsOf(int channels) => channels switch { 1 => "grey", 3 => "red-green-blue", _ => "off-on-counts" };

    /// <summary>How recordings become the frames of a model.</summary>
    /// <param name="preprocessing">What the model's card says.</param>
    /// <param name="input">Extents of the network's input.</param>
    public static FramePreparation Preparation(Preprocessing preprocessing, FrameSize input)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(input);
        return new FramePreparation
        {
            Slicing = TrainingData.SlicingOf(preprocessing.Cut == FrameCut.Time, preprocessing.Frames, preprocessing.Window),
            Fit = (FrameFit)preprocessing.Fit,
            Counts = (CountScale)preprocessing.Counts,
            Channels = input.Channels,
            Sensor = new SensorSize(preprocessing.SensorWidth, preprocessing.SensorHeight),
            Resize = preprocessing.Scaling switch
            {
                FrameScaling.None => null,
                FrameScaling.Nearest => new Resize.Nearest(input.Width, input.Height),
                _ => new Resize.Binned(input.Width, input.Height),
            },
        };
    }

    /// <summary>A part of a data set as frames of a model.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="card">The model's card.</param>
    /// <param name="input">Extents of the network's input.</param>
    /// <param name="options">Threads, progress, cache.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The frames, and for each recording the index of its class among the model's labels.</returns>
    /// <exception cref="DatasetException">The data set has a class that the model does not know, or its sensor is clearly larger than the model's.</exception>
    public static (PreparedFrames Frames, IReadOnlyList<int> Labels) Prepare(
        RecordingSet set, ModelCard card, FrameSize input, PrepareOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(card);
        int[] map = [.. set.Classes.Select(name => card.Labels.ToList().IndexOf(name))];
        string[] unknown = [.. set.Classes.Where((_, i) => map[i] < 0 && set.Labels.Contains(i))];
        if (unknown.Length > 0)
        {
            throw new DatasetException(
                set.Name,
                $"got recordings of the classes {string.Join(", ", unknown)}, expected some of those the model was trained on: {string.Join(", ", card.Labels)}");
        }

        var frames = PreparedFrames.Prepare(set, Preparation(card.Preprocessing, input), options, cancellation);
        CheckSensor(set.Name, card.Preprocessing, frames.Report.Integrated);
        return (frames, [.. frames.Labels.Select(label => map[label])]);
    }

    /// <summary>
    /// Refuses recordings of another sensor. A few events outside are left out and counted: the sensor of a data set that does not name its own is measured
    /// on the training part, and a pixel at the edge may never have fired there.
    /// </summary>
    internal static void CheckSensor(string name, Preprocessing preprocessing, IntegrationCount count)
    {
        long events = count.Counted + count.Unseen + count.Outside;
        if (count.Outside > MostOutside * events)
        {
            throw new DatasetException(
                name,
                $"got {count.Outside} of {events} events outside the {preprocessing.SensorWidth}x{preprocessing.SensorHeight} sensor that the model was trained for, expected recordings of that sensor");
        }
    }
}

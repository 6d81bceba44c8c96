using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Sources;
using Saccade.Networks;

namespace Saccade.Recognition;

/// <summary>From recordings to the frames of a model.</summary>
public static class ModelFrames
{
    private const double MostOutside = 0.1;

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

        // Each image is looked at once, so none needs to stay in memory.
        if (card.Preprocessing.Channels.AreOfImages() && set.Items.All(item => item.StaysReadable))
            options = (options ?? new PrepareOptions()) with { OnDemand = true };
        var frames = PreparedFrames.Prepare(set, card.Preprocessing.Preparation(input), options, cancellation);
        CheckSensor(set.Name, card.Preprocessing, frames.Report.Integrated);
        return (frames, [.. frames.Labels.Select(label => map[label])]);
    }

    /// <summary>
    /// Refuses recordings of another sensor. A few events outside are left out and counted: the sensor of a data set that does not name its own is measured
    /// on the training part, and a pixel at the edge may never have fired there.
    /// </summary>
    /// <param name="name">Name of what was read, for messages.</param>
    /// <param name="preprocessing">What the model expects.</param>
    /// <param name="count">What became of the events.</param>
    /// <exception cref="DatasetException">Many events are outside the sensor.</exception>
    public static void CheckSensor(string name, Preprocessing preprocessing, IntegrationCount count)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (SensorProblem(preprocessing, count) is { } problem)
            throw new DatasetException(name, problem);
    }

    /// <summary>That many events are outside the sensor, in words; null if not.</summary>
    internal static string? SensorProblem(Preprocessing preprocessing, IntegrationCount count)
    {
        long events = count.Counted + count.Unseen + count.Outside;
        return count.Outside > MostOutside * events
            ? $"got {count.Outside} of {events} events outside the {preprocessing.SensorWidth}x{preprocessing.SensorHeight} sensor that the model was trained for, expected recordings of that sensor"
            : null;
    }
}

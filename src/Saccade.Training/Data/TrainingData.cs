using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Sources;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>
/// The recordings of a recipe as frames, in three parts that share no recording: training, validation (may be missing) and
/// test (may be missing; read once, at the end).
/// </summary>
public sealed class TrainingData
{
    private TrainingData(string location, string layout, PreparedFrames train, PreparedFrames? validation, PreparedFrames? test)
        => (Location, Layout, Train, Validation, Test) = (location, layout, train, validation, test);

    /// <summary>Where the recordings come from.</summary>
    public string Location { get; }

    /// <summary>How they lie there.</summary>
    public string Layout { get; }

    /// <summary>
    /// How many training recordings name each sensor, where the data set names none: with more than one, all lie on the largest, so that the smaller ones leave a part of
    /// the frame empty.
    /// </summary>
    public IReadOnlyList<SensorCount> Sensors { get; private init; } = [];

    /// <summary>What networks learn from.</summary>
    public PreparedFrames Train { get; }

    /// <summary>What decides between epochs, or null.</summary>
    public PreparedFrames? Validation { get; }

    /// <summary>What is touched once, or null.</summary>
    public PreparedFrames? Test { get; }

    /// <summary>Hash over ids and labels of each part, by its name: <c>train</c>, <c>validation</c>, <c>test</c>.</summary>
    public IReadOnlyDictionary<string, string> SplitHashes
    {
        get
        {
            var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["train"] = Train.SetHash };
            if (Validation is not null)
                hashes["validation"] = Validation.SetHash;
            if (Test is not null)
                hashes["test"] = Test.SetHash;
            return hashes;
        }
    }

    /// <summary>Changes when a recording, its label or its part does; stored in checkpoints.</summary>
    internal string Identity => string.Join(' ', new[] { Train, Validation, Test }.Select(part => part?.SetHash ?? "none"));

    /// <summary>Opens, splits and prepares the data of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="path">The data set; null for the recipe's own.</param>
    /// <param name="options">Threads, progress (over all parts together) and cache of the preparation.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no such data set, or it lacks a part that the recipe needs.</exception>
    public static TrainingData Load(Recipe recipe, string? path, PrepareOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        using var catalog = CatalogSource.Open(recipe.Data, path, cancellation);
        if (catalog.Classes.Count < 2)
            throw new DatasetException(catalog.Location, $"got one class only ('{string.Join("', '", catalog.Classes)}'), expected at least two: with one every answer is right and nothing is learned");
        var parts = DataParts.Of(catalog, recipe.Data);
        if (recipe.Data.Layout is not (DataLayout.Synthetic or DataLayout.Simulated)) // generated recordings have no bytes to compare
            CheckContent(catalog.Location, [.. new[] { parts.Train, parts.Validation, parts.Test }.OfType<RecordingSet>()], cancellation);
        var sensors = parts.Train.Sensor is null ? parts.Train.Sensors(cancellation) : null;
        var preparation = Preparation(recipe.Frames, parts.Train, sensors);
        int done = 0, total = parts.Train.Count + (parts.Validation?.Count ?? 0) + (parts.Test?.Count ?? 0);
        PreparedFrames Prepare(RecordingSet set)
        {
            int before = done;
            var counted = options?.Progress is { } tell ? options with { Progress = p => tell(new PreparationProgress(before + p.Done, total)) } : options;
            done += set.Count;
            return PreparedFrames.Prepare(set, preparation, counted, cancellation);
        }

        return new TrainingData(
            catalog.Location,
            catalog.Name,
            Prepare(parts.Train),
            parts.Validation is null ? null : Prepare(parts.Validation),
            parts.Test is null ? null : Prepare(parts.Test))
        { Sensors = sensors?.Declared ?? [] };
    }

    private static void CheckContent(string location, RecordingSet[] parts, CancellationToken cancellation)
    {
        var shared = RecordingCatalog.FindSharedContent(parts, cancellation);
        if (shared.Count == 0)
            return;
        string examples = string.Join("; ", shared.Take(3).Select(s => string.Join(" = ", s.Items.Select(i => i.Id))));
        throw new DatasetException(location, $"got {shared.Count} recordings whose bytes are in more than one part ({examples}), expected each in one of train, validation and test only; remove the copies");
    }

    /// <summary>The rule that cuts recordings into frames.</summary>
    internal static Slicing SlicingOf(bool byTime, int frames, int window)
    {
        Slicing slices = byTime ? new Slicing.ByTime(frames) : new Slicing.ByNumber(frames);
        return window > 1 ? new Slicing.Trailing(slices, window) : slices;
    }

    /// <summary>How a recipe makes frames of a set's recordings.</summary>
    /// <param name="frames">The recipe's frames.</param>
    /// <param name="set">The set.</param>
    /// <param name="sensors">The sensors of its recordings, if they were looked for already.</param>
    internal static FramePreparation Preparation(FrameRecipe frames, RecordingSet set, SensorSurvey? sensors = null)
    {
        var sensor = set.Sensor ?? (sensors ?? set.Sensors()).Largest;
        bool fits = sensor.Height == frames.Height && sensor.Width == frames.Width && frames.Fit == FrameFitting.Sensor;
        return new FramePreparation
        {
            Slicing = SlicingOf(frames.Slicing == FrameSlicing.Time, frames.Count, frames.Window),
            Fit = (FrameFit)frames.Fit,
            Counts = (CountScale)frames.Counts,
            Sensor = sensor,
            Resize = fits ? null : frames.Resize == FrameResize.Nearest ? new Resize.Nearest(frames.Width, frames.Height) : new Resize.Binned(frames.Width, frames.Height),
        };
    }
}

using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>
/// The recordings of a recipe as frames, in three parts that share no recording: training, validation (may be missing) and
/// test (may be missing; read once, at the end).
/// </summary>
public sealed class TrainingData
{
    private TrainingData(RecordingCatalog catalog, DataParts parts, Preprocessing preprocessing, PreparedFrames train, PreparedFrames? validation, PreparedFrames? test)
    {
        (Location, Layout, MirrorLabels) = (catalog.Location, catalog.Name, catalog.Description?.MirrorLabels);
        (Preprocessing, Train, Validation, Test) = (preprocessing, train, validation, test);
        TestCount = parts.Test?.Count ?? 0;
        SplitHashes = parts.Hashes;
    }

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

    /// <summary>What is touched only when it is asked for; null if it was not, or there is none.</summary>
    public PreparedFrames? Test { get; }

    /// <summary>Recordings of the test part, whether or not it was asked for.</summary>
    public int TestCount { get; }

    /// <summary>What labels become when a recording is mirrored; null when they stay.</summary>
    public LabelMap? MirrorLabels { get; }

    /// <summary>How recordings become the frames of the recipe, all of them; a phase sees some.</summary>
    internal Preprocessing Preprocessing { get; }

    /// <summary>How many slices and pixels of a recording become one of a frame.</summary>
    public Compression Compression => Preprocessing.Compression;

    /// <summary>The teachers that come from model files, by the phase's name and their own.</summary>
    public IReadOnlyDictionary<string, ModelTeacher> Teachers { get; private init; } = new Dictionary<string, ModelTeacher>();

    /// <summary>What phases with data of their own learn from, by the phase's name.</summary>
    public IReadOnlyDictionary<string, PreparedFrames> Own { get; private init; } = new Dictionary<string, PreparedFrames>();

    /// <summary>Hash over ids and labels of each part, by its name: <c>train</c>, <c>validation</c>, <c>test</c>; of the test part also when it was not asked for.</summary>
    public IReadOnlyDictionary<string, string> SplitHashes { get; }

    /// <summary>Changes when a recording, its label or its part does, or a teacher's model file; stored in checkpoints.</summary>
    internal string Identity => string.Join(' ', [.. new[] { "train", "validation", "test" }.Select(part => SplitHashes.GetValueOrDefault(part, "none")), .. Teachers.Values.Select(t => t.Hash), .. Own.Values.Select(o => o.SetHash)]);

    /// <summary>What a phase learns from: its own data, or the training part.</summary>
    public PreparedFrames TrainOf(PhaseRecipe phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Own.GetValueOrDefault(phase.Name, Train);
    }

    /// <summary>Opens, splits and prepares the data of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="path">The data set; null for the recipe's own.</param>
    /// <param name="options">Threads, progress (over all parts together) and cache of the preparation.</param>
    /// <param name="withTest">Whether the test part is prepared too. A phase that keeps its best test epoch asks for it by itself.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no such data set, or it lacks a part that the recipe needs.</exception>
    /// <exception cref="ModelFileException">The model file of a teacher is missing or damaged.</exception>
    /// <exception cref="RecipeException">A teacher from a model file does not have what the recipe wants of it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TrainingData Load(Recipe recipe, string? path, PrepareOptions? options = null, bool withTest = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Frames.OnDemand)
            options = (options ?? new PrepareOptions()) with { OnDemand = true };
        using var catalog = recipe.Data.Open(path, cancellation);
        if (catalog.Classes.Count < 2)
            throw new DatasetException(catalog.Location, $"got one class only ('{string.Join("', '", catalog.Classes)}'), expected at least two: with one every answer is right and nothing is learned");
        var parts = DataParts.Of(catalog, recipe.Data);
        if (parts.Test is null && recipe.Phases.FirstOrDefault(p => p.Keep == KeepRule.BestTest) is { } chooser)
            throw new DatasetException(catalog.Location, $"got no test part, expected one: phase '{chooser.Name}' keeps the epoch that is best on it (keep: best-test); set data.test, or keep best or last");
        if (!recipe.Data.Layout.IsMade) // generated recordings have no bytes to compare
            CheckContent(catalog.Location, [.. new[] { parts.Train, parts.Validation, parts.Test }.OfType<RecordingSet>()], cancellation);
        var teachers = TeacherNetworks.Read(recipe, parts.Train);
        var sensors = parts.Train.Sensor is null ? parts.Train.Sensors(cancellation) : null;
        var preprocessing = PreprocessingOf(recipe, parts.Train, sensors);
        var preparation = preprocessing.Preparation(recipe.FrameSize);
        var test = withTest || recipe.Phases.Any(p => p.Keep == KeepRule.BestTest) ? parts.Test : null;
        var work = new Preparations(options, parts.Train.Count + (parts.Validation?.Count ?? 0) + (test?.Count ?? 0), cancellation);
        var train = work.Prepare(parts.Train, preparation);
        return new TrainingData(
            catalog,
            parts,
            preprocessing,
            train,
            parts.Validation is null ? null : work.Prepare(parts.Validation, preparation),
            test is null ? null : work.Prepare(test, preparation))
        {
            Sensors = sensors?.Declared ?? [],
            Own = OwnData(recipe, parts, set => PreparedFrames.Prepare(set, preparation, options is null ? null : options with { Progress = null }, cancellation), cancellation),
            Teachers = teachers.WithFrames(train, teacher => PreparedFrames.Prepare(parts.Train, teacher, options is null ? null : options with { Progress = null }, cancellation)),
        };
    }

    private static Dictionary<string, PreparedFrames> OwnData(Recipe recipe, DataParts parts, Func<RecordingSet, PreparedFrames> prepare, CancellationToken cancellation)
    {
        var own = new Dictionary<string, PreparedFrames>();
        foreach (var phase in recipe.Phases)
        {
            if (phase.Data is null)
                continue;
            if (phase.Data is { Path: null, Layout.NeedsPath: true })
                throw new DatasetException($"phases.{phase.Name}.data.path", $"got no place for what phase '{phase.Name}' learns from, expected a folder or archive: --set {phase.Name}.data.path=PATH; --data is the place of the recipe's own recordings");
            using var catalog = phase.Data.Open(cancellation: cancellation);
            var train = DataParts.Of(catalog, phase.Data).Train;
            if (!train.Classes.SequenceEqual(parts.Train.Classes))
                throw new DatasetException(catalog.Location, $"got recordings of the classes {string.Join(", ", train.Classes)} for phase '{phase.Name}', expected those of the data set, in the same order: {string.Join(", ", parts.Train.Classes)}");
            if (!phase.Data.Layout.IsMade)
                CheckContent(catalog.Location, [.. new[] { train, parts.Validation, parts.Test }.OfType<RecordingSet>()], cancellation);
            own.Add(phase.Name, prepare(train));
        }

        return own;
    }

    /// <summary>Prepares parts one after the other, with one count of progress over all of them.</summary>
    private sealed class Preparations(PrepareOptions? options, int total, CancellationToken cancellation)
    {
        private int _done;

        public PreparedFrames Prepare(RecordingSet set, FramePreparation preparation)
        {
            int before = _done;
            var counted = options?.Progress is { } tell ? options with { Progress = p => tell(new PreparationProgress(before + p.Done, total)) } : options;
            _done += set.Count;
            return PreparedFrames.Prepare(set, preparation, counted, cancellation);
        }
    }

    private static void CheckContent(string location, RecordingSet[] parts, CancellationToken cancellation)
    {
        var shared = RecordingCatalog.FindSharedContent(parts, cancellation);
        if (shared.Count == 0)
            return;
        string examples = string.Join("; ", shared.Take(3).Select(s => string.Join(" = ", s.Items.Select(i => i.Id))));
        throw new DatasetException(location, $"got {shared.Count} recordings whose bytes are in more than one part ({examples}), expected each in one of train, validation and test only; remove the copies");
    }

    /// <summary>How a recipe makes frames of a set's recordings, all of which are seen: what a model's card says, and what the frames of training are made from.</summary>
    private static Preprocessing PreprocessingOf(Recipe recipe, RecordingSet set, SensorSurvey? sensors)
    {
        var frames = recipe.Frames;
        var sensor = set.Sensor ?? (sensors ?? set.Sensors()).Largest;
        var compression = frames.Compression;
        bool fits = compression.FineSize(new SensorSize(frames.Width, frames.Height)) == (sensor.Width, sensor.Height) && frames.Fit == FrameFit.Sensor && !frames.IsStill;
        if (!fits && frames.Resize == FrameResize.None)
            throw new DatasetException(set.Name, $"got a sensor of {sensor} for frames of {frames.Width}x{frames.Height}{(compression.Space > 1 ? $" that sum {compression.Space}x{compression.Space} pixels" : "")} with frames.resize none, expected equal sizes; choose nearest or binned, or frames.height {Math.Max(1, sensor.Height / compression.Space)} and frames.width {Math.Max(1, sensor.Width / compression.Space)}");
        return new Preprocessing
        {
            Frames = frames.Count,
            Cut = frames.Slicing,
            Slice = frames.Slice,
            Positions = frames.Positions(FrameSelection.All),
            SensorWidth = sensor.Width,
            SensorHeight = sensor.Height,
            Scaling = fits ? FrameResize.None : frames.Resize,
            Window = frames.Window,
            Fit = frames.Fit,
            Counts = frames.Counts,
            Crop = frames.Crop > 0 ? frames.Crop : null,
            Channels = FrameRules.ChannelsOf(frames.Channels, frames.Polarity),
            Compression = compression,
        };
    }
}

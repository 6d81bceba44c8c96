using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Kernels.Random;
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

    /// <summary>What networks learn from.</summary>
    public PreparedFrames Train { get; }

    /// <summary>What decides between epochs, or null.</summary>
    public PreparedFrames? Validation { get; }

    /// <summary>What is touched once, or null.</summary>
    public PreparedFrames? Test { get; }

    /// <summary>Changes when a recording, its label or its part does; stored in checkpoints.</summary>
    internal string Identity => string.Join(' ', new[] { Train, Validation, Test }.Select(part => part?.SetHash ?? "none"));

    /// <summary>Opens, splits and prepares the data of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="path">The data set; null for the recipe's own.</param>
    /// <param name="options">Threads, progress and cache of the preparation.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no such data set, or it lacks a part that the recipe needs.</exception>
    public static TrainingData Load(Recipe recipe, string? path, PrepareOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        using var catalog = CatalogSource.Open(recipe.Data, path);
        var (train, test) = Official(catalog, recipe.Data);
        var (kept, validation) = HoldOut(train, recipe.Data);
        RecordingCatalog.CheckDisjoint([.. new[] { kept, validation, test }.OfType<RecordingSet>()]);

        var preparation = Preparation(recipe.Frames, kept);
        PreparedFrames? Prepare(RecordingSet? set) => set is null ? null : PreparedFrames.Prepare(set, preparation, options, cancellation);
        var data = new TrainingData(catalog.Location, catalog.Name, Prepare(kept)!, Prepare(validation), Prepare(test));

        // Frames come from the cache only if an earlier run made them, and that one looked.
        if (recipe.Data.Layout != DataLayout.Synthetic && data.Parts.Any(part => part.Cache.Outcome != CacheOutcome.Loaded))
            CheckContent(catalog.Location, [.. new[] { kept, validation, test }.OfType<RecordingSet>()]);
        return data;
    }

    private IEnumerable<PreparedFrames> Parts => new[] { Train, Validation, Test }.OfType<PreparedFrames>();

    private static void CheckContent(string location, RecordingSet[] parts)
    {
        var shared = RecordingCatalog.FindSharedContent(parts);
        if (shared.Count == 0)
            return;
        string examples = string.Join("; ", shared.Take(3).Select(s => string.Join(" = ", s.Items.Select(i => i.Id))));
        throw new DatasetException(location, $"got {shared.Count} recordings whose bytes are in more than one part ({examples}), expected each in one of train, validation and test only; remove the copies");
    }

    /// <summary>How a recipe makes frames of a set's recordings.</summary>
    internal static FramePreparation Preparation(FrameRecipe frames, RecordingSet set)
    {
        var sensor = set.Sensor ?? set.MeasureSensor();
        bool fits = sensor.Height == frames.Height && sensor.Width == frames.Width;
        return new FramePreparation
        {
            Slicing = frames.Slicing == FrameSlicing.Number ? new Slicing.ByNumber(frames.Count) : new Slicing.ByTime(frames.Count),
            Sensor = sensor,
            Resize = fits ? null : frames.Resize == FrameResize.Nearest ? new Resize.Nearest(frames.Width, frames.Height) : new Resize.Binned(frames.Width, frames.Height),
        };
    }

    private static (RecordingSet Train, RecordingSet? Test) Official(RecordingCatalog catalog, DataRecipe data)
    {
        if (catalog.HasPart("train"))
            return (catalog.Part("train"), catalog.HasPart("test") ? catalog.Part("test") : null);
        var all = catalog.Part(catalog.Parts[0]);
        if (data.Test == 0)
            return (all, null);
        return Split(all, new SplitKind.NaturalTail(data.Test), "test");
    }

    private static (RecordingSet Kept, RecordingSet HeldOut) Split(RecordingSet set, SplitKind kind, string name)
    {
        try
        {
            var split = set.Split(kind, "train", name);
            return (split.Kept, split.HeldOut);
        }
        catch (ArgumentException e)
        {
            throw new DatasetException(set.Name, $"{e.Message}; change data.{name}");
        }
    }

    private static (RecordingSet Kept, RecordingSet? Validation) HoldOut(RecordingSet train, DataRecipe data)
    {
        if (data.Fold is { } fold)
            return Fold(train, fold, data.ValidationSeed);
        if (data.Validation == 0)
            return (train, null);
        return Split(train, new SplitKind.Stratified(data.Validation, data.ValidationSeed), "validation");
    }

    /// <summary>Within each class, recordings in a seeded order are dealt to the folds in turn.</summary>
    private static (RecordingSet Kept, RecordingSet Validation) Fold(RecordingSet train, FoldRecipe fold, ulong seed)
    {
        bool[] heldOut = new bool[train.Count];
        foreach (var group in Enumerable.Range(0, train.Count).GroupBy(i => train.Labels[i]))
        {
            int[] members = [.. group.OrderBy(i => train.Items[i].Id, StringComparer.Ordinal)];
            var random = new CounterRandom(seed, RandomPurpose.Split, group.Key);
            random.Shuffle<int>(members);
            for (int i = fold.Index; i < members.Length; i += fold.Of)
                heldOut[members[i]] = true;
        }

        if (!heldOut.Contains(true) || !heldOut.Contains(false))
            throw new DatasetException(train.Name, $"fold {fold.Index} of {fold.Of} takes {heldOut.Count(h => h)} of {train.Count} recordings for validation, expected some, but not all");
        var all = Enumerable.Range(0, train.Count);
        return (train.Select("train", all.Where(i => !heldOut[i])), train.Select("validation", all.Where(i => heldOut[i])));
    }
}

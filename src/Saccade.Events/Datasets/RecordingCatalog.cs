using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;

namespace Saccade.Events.Datasets;

/// <summary>
/// A data set: named parts of labelled recordings, from a folder, an archive, several archives in a folder,
/// generated, or simulated from images. Nothing is unpacked; recordings are read when asked for.
/// </summary>
/// <remarks>Immutable and safe for use by several threads. Dispose it to close the archives.</remarks>
public sealed class RecordingCatalog : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _resources;
    private readonly Dictionary<string, RecordingSet> _parts;
    private readonly Lazy<RecordingSet> _everything;

    internal RecordingCatalog(CatalogContent content)
    {
        Name = content.Name;
        Location = content.Location;
        Description = content.Description;
        Sensor = content.Sensor;
        Classes = content.Classes;
        Unused = content.Unused;
        Hint = content.Hint;
        Reading = content.Reading;
        _resources = content.Resources;
        Parts = [.. content.Items.Select(i => i.Part).Distinct().OrderBy(PartOrder).ThenBy(p => p, StringComparer.Ordinal)];
        var items = content.Items.ToLookup(i => i.Part);
        _parts = Parts.ToDictionary(p => p, p => new RecordingSet(p, Classes, Sensor, items[p]));
        _everything = new(() => new RecordingSet("all", Classes, Sensor, Parts.SelectMany(p => _parts[p].Items)));
        CheckDisjoint([.. _parts.Values]);
    }

    /// <summary>Name of the data set or its layout, for example <c>n-mnist</c>.</summary>
    public string Name { get; }

    /// <summary>The path it was opened from, or a description of what generates it.</summary>
    public string Location { get; }

    /// <summary>What is known about the data set; null when it is none of those that are known.</summary>
    public DatasetDescription? Description { get; }

    /// <summary>SHA-256 in hexadecimal over ids and labels of all recordings, part after part: the same from a folder, an archive or a prepared store.</summary>
    public string Hash => Everything().Hash;

    /// <summary>The sensor, null when neither options nor layout name it.</summary>
    public SensorSize? Sensor { get; }

    /// <summary>Names of the classes; a label is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Names of the parts there are: train, test, all.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>Folders with recordings that belong to no part.</summary>
    public IReadOnlyList<UnusedFolder> Unused { get; }

    /// <summary>A sentence for the user when there are signs that the folder above was meant: one part of a divided data set, or one class of several; else null.</summary>
    public string? Hint { get; }

    /// <summary>How recordings are read where that is not the usual way.</summary>
    internal string Reading { get; }

    /// <summary>Opens a folder, a zip archive or a prepared store as a data set.</summary>
    /// <param name="path">The folder, or a <c>.zip</c>, or a folder with archives of the parts side by side, or the folder of a store.</param>
    /// <param name="options">Layout, sensor and formats; null to recognise them.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="EventFormatException">An archive is truncated or damaged.</exception>
    /// <exception cref="DatasetException">No recordings are found, or it is not clear which part they belong to.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static RecordingCatalog Open(string path, CatalogOptions? options = null) =>
        CatalogBuilder.Open(path, options ?? new CatalogOptions());

    /// <summary>Recordings of a kind that the library does not know as a data set.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="classes">Names of the classes; a label is an index into it.</param>
    /// <param name="items">The recordings of all parts.</param>
    /// <param name="sensor">The sensor of all recordings; null if they have several.</param>
    /// <exception cref="ArgumentException">A label is of no class.</exception>
    /// <exception cref="DatasetException">A recording is in two parts.</exception>
    public static RecordingCatalog Of(string name, IReadOnlyList<string> classes, IEnumerable<RecordingItem> items, SensorSize? sensor = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(items);
        RecordingItem[] all = [.. items];
        if (all.FirstOrDefault(i => i.Label < 0 || i.Label >= classes.Count) is { } wrong)
            throw new ArgumentException($"'{wrong.Id}' has the label {wrong.Label}, expected 0 to {classes.Count - 1}: an index of one of the {classes.Count} classes", nameof(items));
        return new RecordingCatalog(new CatalogContent { Name = name, Location = name, Sensor = sensor, Classes = [.. classes], Items = all });
    }

    /// <summary>Generated recordings as a data set with the parts train and test; nothing is read or downloaded.</summary>
    /// <exception cref="ArgumentException">The options are not sound; the message lists all problems.</exception>
    public static RecordingCatalog Synthetic(SyntheticOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] classes = [.. SyntheticClass.All.Take(options.Checked().Classes).Select(c => c.Name)];
        return new RecordingCatalog(new CatalogContent
        {
            Name = "synthetic",
            Location = $"generated with seed {options.Seed}",
            Sensor = options.Sensor,
            Classes = classes,
            Items = [.. SyntheticDataset.Items(options)],
        });
    }

    /// <summary>Simulated recordings of still images as a data set with the parts train and test; each is made when asked for.</summary>
    /// <param name="images">Images for training, and for testing unless others are given; disposed with the catalog.</param>
    /// <param name="options">How many recordings, and how they are made.</param>
    /// <param name="testImages">Images for testing; null to take them from the first set, where they are other images than those for training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of recordings or the first image is negative.</exception>
    /// <exception cref="ArgumentException">The options are not sound, or the two image sets have different classes; the message says which.</exception>
    /// <exception cref="DatasetException">A class has too few images.</exception>
    public static RecordingCatalog Simulated(ImageSet images, SimulatedDatasetOptions options, ImageSet? testImages = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TrainRecordings);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TestRecordings);
        ArgumentOutOfRangeException.ThrowIfNegative(options.FirstImage);
        if (testImages?.Classes.SequenceEqual(images.Classes) == false)
            throw new ArgumentException($"the images for testing have other classes ({string.Join(", ", testImages.Classes)}) than those for training ({string.Join(", ", images.Classes)})", nameof(testImages));
        return new RecordingCatalog(new CatalogContent
        {
            Name = "simulated",
            Location = $"simulated with seed {options.Simulation.Seed} from {images.Location}",
            Sensor = options.Simulation.Camera.Sensor,
            Classes = images.Classes,
            Reading = options.Key,
            Items = [.. SimulatedDataset.Items(images, testImages, options)],
            Resources = testImages is null ? [images] : [images, testImages],
        });
    }

    /// <summary>Simulated recordings that <see cref="Store.EventStore.Prepare"/> put into a store, so that the images are not needed any more.</summary>
    /// <param name="folder">The folder of the store.</param>
    /// <param name="options">How many recordings it has to hold, and how they were made.</param>
    /// <exception cref="DatasetException">The store holds other recordings.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RecordingCatalog SimulatedStore(string folder, SimulatedDatasetOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        var catalog = Open(folder);
        if (catalog.Reading == options.Key)
            return catalog;
        catalog.Dispose();
        throw new DatasetException(
            folder,
            $"got a store of '{catalog.Name}' recordings made otherwise, expected {options.TrainRecordings} simulated ones for training and {options.TestRecordings} for testing, with seed {options.Simulation.Seed} and the same motion and camera; prepare the images again with this recipe");
    }

    /// <summary>Still images as a data set with the parts train and, if there are images for it, test.</summary>
    /// <param name="images">Images for training; disposed with the catalog.</param>
    /// <param name="testImages">Images for testing, of the same classes; null for none.</param>
    /// <param name="part">Name of the part of <paramref name="images"/>: <see cref="DatasetLayout.AllPart"/> where nobody has set any aside for testing yet.</param>
    /// <exception cref="DatasetException">There is no image, or the two sets have different classes.</exception>
    public static RecordingCatalog StillImages(ImageSet images, ImageSet? testImages = null, string part = "train")
    {
        ArgumentNullException.ThrowIfNull(images);
        if (testImages?.Classes.SequenceEqual(images.Classes) == false)
            throw new DatasetException(testImages.Location, $"got images of the classes {string.Join(", ", testImages.Classes)} for testing, expected those for training: {string.Join(", ", images.Classes)}");
        if (images.Count == 0)
            throw new DatasetException(images.Location, "got no image, expected some for training");
        var first = images.Get(0).Image;
        return new RecordingCatalog(new CatalogContent
        {
            Name = "still images",
            Location = images.Location,
            Sensor = new SensorSize(first.Width, first.Height),
            Classes = images.Classes,
            Items = [.. StillImageItem.All(images, part), .. testImages is null ? [] : StillImageItem.All(testImages, "test")],
            Resources = testImages is null ? [images] : [images, testImages],
        });
    }

    /// <summary>Simulated recordings of chosen images in the order of the choice, as a data set with the part train: for comparison with real recordings of the same images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="simulation">How an image becomes a recording.</param>
    /// <param name="indices">Indices of different images.</param>
    /// <exception cref="ArgumentException">The options are not sound.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the set.</exception>
    /// <exception cref="DatasetException">An image is chosen twice.</exception>
    public static RecordingCatalog Simulated(ImageSet images, SimulationOptions simulation, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(indices);
        return new RecordingCatalog(new CatalogContent
        {
            Name = "simulated",
            Location = $"simulated with seed {simulation.Seed} from {images.Location}",
            Sensor = simulation.Camera.Sensor,
            Classes = images.Classes,
            Items = [.. SimulatedDataset.Items(images, simulation, indices)],
            Resources = [images],
        });
    }

    /// <summary>The recordings of a part.</summary>
    /// <exception cref="DatasetException">There is no such part; the message lists those there are.</exception>
    public RecordingSet Part(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _parts.TryGetValue(name, out var part)
            ? part
            : throw new DatasetException(Location, $"the data set ({Name}) has no part '{name}'; its parts: {string.Join(", ", Parts)}");
    }

    /// <summary>The recordings of all parts, part after part.</summary>
    public RecordingSet Everything() => _everything.Value;

    /// <summary>Whether there is a part of that name.</summary>
    public bool HasPart(string name) => _parts.ContainsKey(name);

    /// <summary>Fails when a recording, by its id, is in more than one of some sets.</summary>
    /// <exception cref="DatasetException">A recording is in two sets.</exception>
    public static void CheckDisjoint(params IReadOnlyList<RecordingSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        Dictionary<string, string> owner = new(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            foreach (var item in set.Items)
            {
                if (!owner.TryAdd(item.Id, set.Name))
                    throw new DatasetException(item.Id, $"the recording is in '{owner[item.Id]}' and again in '{set.Name}'; a recording may be in one part only");
            }
        }
    }

    /// <summary>
    /// Looks for recordings with the same bytes in different sets. Only recordings of equal length are read, so this is
    /// cheap where lengths differ. Recordings without events are no copies of each other, whatever their bytes.
    /// </summary>
    /// <param name="sets">The sets.</param>
    /// <param name="cancellation">Stops it between two recordings.</param>
    /// <exception cref="EventFormatException">A recording that is there twice is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<SharedContent> FindSharedContent(IReadOnlyList<RecordingSet> sets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        List<SharedContent> shared = [];
        var all = sets.SelectMany((set, index) => set.Items.Select(item => (Item: item, Set: index)));
        EventBuffer events = new();
        foreach (var alike in all.Where(i => i.Item.Length != 0).GroupBy(i => i.Item.Length).Where(g => g.Select(i => i.Set).Distinct().Skip(1).Any())
            .SelectMany(g => g.GroupBy(i => Quick(i.Item))).Where(g => g.Select(i => i.Set).Distinct().Skip(1).Any()))
        {
            var byHash = alike.GroupBy(i =>
            {
                cancellation.ThrowIfCancellationRequested();
                return Convert.ToHexStringLower(i.Item.ContentHash());
            });
            shared.AddRange(byHash
                .Where(g => g.Select(i => i.Set).Distinct().Skip(1).Any() && HasEvents(g.First().Item, events))
                .Select(g => new SharedContent(g.Key, [.. g.Select(i => i.Item)])));
        }

        return shared;

        string Quick(RecordingItem item)
        {
            cancellation.ThrowIfCancellationRequested();
            return Convert.ToHexStringLower(item.QuickHash());
        }
    }

    private static bool HasEvents(RecordingItem item, EventBuffer events)
    {
        if (item is StillImageItem)
            return true;
        events.Clear();
        item.Read(events);
        return events.Count > 0;
    }

    /// <summary>Closes the archives.</summary>
    public void Dispose()
    {
        foreach (var resource in _resources)
            resource.Dispose();
    }

    private static int PartOrder(string part) => part switch { "train" => 0, "validation" => 1, "test" => 2, _ => 3 };
}

/// <summary>A folder with recordings that belong to no part of the data set.</summary>
/// <param name="Path">The folder, with its archive if it lies in one.</param>
/// <param name="Recordings">Number of recordings in it.</param>
/// <param name="Reason">Why it is not used.</param>
public sealed record UnusedFolder(string Path, int Recordings, string Reason);

/// <summary>Recordings with the same bytes in different parts.</summary>
/// <param name="Hash">SHA-256 of the bytes in hexadecimal.</param>
/// <param name="Items">The recordings, from at least two parts.</param>
public sealed record SharedContent(string Hash, IReadOnlyList<RecordingItem> Items);

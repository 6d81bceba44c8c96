using System.Globalization;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Datasets;

/// <summary>Labelled recordings of one data set in a fixed order: a part of it, or a selection from a part.</summary>
public sealed class RecordingSet : IDataset<Recording>
{
    private readonly RecordingItem[] _items;

    internal RecordingSet(string name, IReadOnlyList<string> classes, SensorSize? sensor, IEnumerable<RecordingItem> items)
    {
        Name = name;
        Classes = classes;
        Sensor = sensor;
        _items = [.. items];
        Labels = [.. _items.Select(i => i.Label)];
        Hash = ComputeHash();
    }

    /// <summary>Name, for example <c>train</c>.</summary>
    public string Name { get; }

    /// <summary>Names of the classes; a label is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The sensor, null when the data set does not say.</summary>
    public SensorSize? Sensor { get; }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>The recordings, unread.</summary>
    public IReadOnlyList<RecordingItem> Items => _items;

    /// <summary>Label of each recording.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>SHA-256 in hexadecimal over ids and labels in order: the same from a folder or an archive, on any machine.</summary>
    public string Hash { get; }

    /// <summary>Reads one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside 0 to <see cref="Count"/> - 1.</exception>
    /// <exception cref="EventFormatException">The bytes are not what their format promises.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Recording Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        EventBuffer events = new();
        var item = _items[index];
        (var report, var sensor) = item.Read(events);
        return new Recording(item.Id, item.Label, events, sensor ?? Sensor, report);
    }

    /// <summary>Some of the recordings, in the order of the indices.</summary>
    /// <param name="name">Name of the selection.</param>
    /// <param name="indices">Indices into this set.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside 0 to <see cref="Count"/> - 1.</exception>
    /// <exception cref="ArgumentException">An index occurs twice.</exception>
    public RecordingSet Select(string name, IEnumerable<int> indices)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int[] chosen = [.. indices];
        HashSet<int> seen = [];
        foreach (int index in chosen)
        {
            DatasetExtensions.CheckIndex(index, Count);
            if (!seen.Add(index))
                throw new ArgumentException($"recording {index} ('{_items[index].Id}') is selected twice for '{name}'", nameof(indices));
        }

        return new RecordingSet(name, Classes, Sensor, chosen.Select(i => _items[i]));
    }

    /// <summary>The recordings of two sets of one data set, those of this one first.</summary>
    /// <param name="name">Name of the result.</param>
    /// <param name="other">The other set.</param>
    /// <exception cref="ArgumentException">The sets have other classes.</exception>
    /// <exception cref="DatasetException">A recording is in both.</exception>
    public RecordingSet Join(string name, RecordingSet other)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(other);
        if (!Classes.SequenceEqual(other.Classes))
            throw new ArgumentException($"got set '{other.Name}' with the classes {string.Join(", ", other.Classes)}, expected those of set '{Name}': {string.Join(", ", Classes)}", nameof(other));
        RecordingCatalog.CheckDisjoint(this, other);
        return new RecordingSet(name, Classes, Sensor, _items.Concat(other._items));
    }

    /// <summary>Divides the set in two.</summary>
    /// <param name="kind">The rule and the share that is held out.</param>
    /// <param name="keptName">Name of the larger part, for example <c>train</c>.</param>
    /// <param name="heldOutName">Name of the part held out, for example <c>validation</c>.</param>
    /// <exception cref="ArgumentException">One of the parts would be empty.</exception>
    public RecordingSplit Split(SplitKind kind, string keptName = "train", string heldOutName = "validation")
    {
        ArgumentNullException.ThrowIfNull(kind);
        bool[] heldOut = kind.HoldOut(_items);
        int[] all = [.. Enumerable.Range(0, Count)];
        var kept = Select(keptName, all.Where(i => !heldOut[i]));
        var held = Select(heldOutName, all.Where(i => heldOut[i]));
        if (kept.Count == 0 || held.Count == 0)
            throw new ArgumentException($"split {kind} leaves {kept.Count} of {Count} recordings for '{keptName}' and {held.Count} for '{heldOutName}'; both need some", nameof(kind));
        return new RecordingSplit(kind, kept, held);
    }

    /// <summary>Number of recordings of each class.</summary>
    public int[] CountByClass()
    {
        int[] counts = new int[Classes.Count];
        foreach (var item in _items)
            counts[item.Label]++;
        return counts;
    }

    /// <summary>Reads all recordings and finds out on which sensors they lie: those that their files name, and the extent of their events.</summary>
    /// <param name="cancellation">Stops it between two recordings.</param>
    /// <exception cref="DatasetException">No recording names a sensor or has an event.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SensorSurvey Sensors(CancellationToken cancellation = default)
    {
        EventBuffer events = new();
        Dictionary<SensorSize, int> declared = [];
        int width = 0, height = 0;
        foreach (var item in _items)
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
            if (item.Read(events).Sensor is { } sensor)
            {
                declared[sensor] = declared.GetValueOrDefault(sensor) + 1;
                (width, height) = (Math.Max(width, sensor.Width), Math.Max(height, sensor.Height));
            }

            foreach (ushort x in events.X)
                width = Math.Max(width, x + 1);
            foreach (ushort y in events.Y)
                height = Math.Max(height, y + 1);
        }

        return width > 0
            ? new SensorSurvey(new SensorSize(width, height), [.. declared.Select(d => new SensorCount(d.Key, d.Value)).OrderBy(d => d.Sensor.Width).ThenBy(d => d.Sensor.Height)])
            : throw new DatasetException(Name, "got no recording with an event, expected one to measure the sensor by; name the sensor");
    }

    private string ComputeHash()
    {
        using ContentHash hash = new();
        foreach (var item in _items)
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Label}\n"));
        return hash.FinishText();
    }
}

/// <summary>On which sensors the recordings of a set lie.</summary>
/// <param name="Largest">The smallest sensor that holds them all.</param>
/// <param name="Declared">How many recordings name each sensor, from the smallest on; those that name none are in none.</param>
public sealed record SensorSurvey(SensorSize Largest, IReadOnlyList<SensorCount> Declared);

/// <summary>How many recordings name a sensor.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Recordings">Number of recordings.</param>
public sealed record SensorCount(SensorSize Sensor, int Recordings);

using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>
/// Many recordings of single lines of units in one HDF5 file, as the Spiking Heidelberg Digits have them (Cramer et al. 2020):
/// <c>/spikes/times</c> and <c>/spikes/units</c>, a list for each recording, and <c>/labels</c>.
/// </summary>
/// <remarks>A spike becomes an event with x = unit, y = 0 and polarity 1. The whole file is held in memory.</remarks>
public sealed class SpikeTrains
{
    private const string TimesPath = "/spikes/times", UnitsPath = "/spikes/units", LabelsPath = "/labels";
    private const double MicrosPerSecond = 1e6;

    private readonly string _path;
    private readonly Hdf5File _file;
    private readonly Hdf5Dataset _times;
    private readonly Hdf5Dataset _units;

    private SpikeTrains(string path, Hdf5File file)
    {
        (_path, _file) = (path, file);
        _times = Lists(TimesPath);
        _units = Lists(UnitsPath);
        if (_units.Extents[0] != _times.Extents[0])
            throw new EventFormatException(path, 0, $"as many lists in '{UnitsPath}' as in '{TimesPath}', {_times.Extents[0]}", $"{_units.Extents[0]}");
        Labels = ReadLabels();
    }

    /// <summary>Number of recordings.</summary>
    public int Count => (int)_times.Extents[0];

    /// <summary>The class of each recording; empty when the file names none.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file; read to its end.</param>
    /// <param name="path">Name of the file in messages.</param>
    /// <exception cref="EventFormatException">It holds no spike trains, or is damaged.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SpikeTrains Open(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return Guarded(path, () => new SpikeTrains(path, new Hdf5File(bytes.GetBuffer().AsMemory(0, (int)bytes.Length))));
    }

    /// <summary>Reads a recording.</summary>
    /// <param name="index">Its number, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="into">Receives the events in the order of the file; earlier content is kept.</param>
    /// <returns>Spikes read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such recording.</exception>
    /// <exception cref="EventFormatException">The recording is damaged.</exception>
    public int Read(int index, EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        (double[] times, double[] units) = Guarded(_path, () => (_times.ReadList(index), _units.ReadList(index)));
        if (times.Length != units.Length)
            throw Wrong(index, $"as many units as times, {times.Length}", $"{units.Length}");
        for (int i = 0; i < times.Length; i++)
        {
            double micros = Math.Round(times[i] * MicrosPerSecond, MidpointRounding.AwayFromZero);
            if (!(Math.Abs(micros) < long.MaxValue) || units[i] is not (>= 0 and <= ushort.MaxValue))
                throw Wrong(index, $"a time and a unit of 0 to {ushort.MaxValue}", $"{times[i]} s, unit {units[i]}");
            into.Add((long)micros, (ushort)units[i], 0, 1);
        }

        return times.Length;
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new EventFormatException(path, 0, "an HDF5 file that can be read", e.Message, "the file is truncated, damaged or no HDF5 file", e);
        }
    }

    private Hdf5Dataset Lists(string path)
    {
        var set = _file.Datasets.Contains(path) ? _file.Open(path) : null;
        return set is { Kind: Hdf5Kind.List, Extents: [>= 0 and <= int.MaxValue], Obstacle: null } ? set : throw new EventFormatException(
            _path, 0, $"a list of numbers for each recording in '{path}'", set?.Obstacle ?? $"data sets {string.Join(", ", _file.Datasets.Take(20))}");
    }

    private int[] ReadLabels()
    {
        if (!_file.Datasets.Contains(LabelsPath))
            return [];
        var set = _file.Open(LabelsPath);
        if (set.Kind != Hdf5Kind.Integer || set.Extents is not [var rows] || rows != Count)
            throw new EventFormatException(_path, 0, $"{Count} integers in '{LabelsPath}'", $"extents ({string.Join(", ", set.Extents)})");
        long[] labels = new long[rows];
        set.Read(null, 0, 0, labels);
        if (Array.Find(labels, l => l is < 0 or > int.MaxValue) is not 0 and var wrong)
            throw new EventFormatException(_path, 0, $"labels of 0 to {int.MaxValue} in '{LabelsPath}'", $"{wrong}");
        return [.. labels.Select(l => (int)l)];
    }

    private EventFormatException Wrong(int index, string expected, string got) => new(_path, 0, $"{expected} in recording {index}", got);
}

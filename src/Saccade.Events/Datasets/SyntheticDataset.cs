using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;

namespace Saccade.Events.Datasets;

/// <summary>Generated recordings as a data set: class after class, each recording made when asked for.</summary>
public sealed class SyntheticDataset : IDataset<Recording>
{
    private readonly RecordingSet _set;

    /// <summary>The recordings of a part.</summary>
    /// <param name="options">What is generated.</param>
    /// <param name="part"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="ArgumentException">The options are not sound; the message lists all problems.</exception>
    /// <exception cref="DatasetException">There is no such part, or it is empty.</exception>
    public SyntheticDataset(SyntheticOptions options, string part = "train")
    {
        using var catalog = RecordingCatalog.Synthetic(options);
        _set = catalog.Part(part);
    }

    /// <inheritdoc/>
    public int Count => _set.Count;

    /// <inheritdoc/>
    public Recording Get(int index) => _set.Get(index);

    /// <summary>All generated recordings of both parts, unread.</summary>
    internal static IEnumerable<RecordingItem> Items(SyntheticOptions options)
    {
        SyntheticGenerator generator = new(options);
        for (int label = 0; label < options.Classes; label++)
        {
            for (int i = 0; i < options.TrainPerClass; i++)
                yield return new Item(generator, "train", label, i, i);
            // Test recordings have indices of their own, so that more training recordings do not change them.
            for (int i = 0; i < options.TestPerClass; i++)
                yield return new Item(generator, "test", label, i, (1L << 31) + i);
        }
    }

    private sealed class Item(SyntheticGenerator generator, string part, int label, int number, long index)
        : RecordingItem($"{part}/{SyntheticClass.All[label].Name}/{number:000000}", part, label)
    {
        public override string Identity => generator.Options.RecordingKey;

        public override long Length => -1;

        public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
        {
            int before = into.Count;
            generator.Generate(Label, index, into);
            return (new DecodeReport { Events = into.Count - before }, generator.Options.Sensor);
        }
    }
}

using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Training.Recipes;

namespace Saccade.Extensions.Samples;

/// <summary>
/// A data set: a bar moves over a sensor of 16x16 pixels in one of four directions, for 16 ms. Its front switches pixels on, its back switches them off, and one event in ten is
/// anywhere. In a recipe: <c>data: {layout: moving-bars}</c>.
/// </summary>
public static class MovingBars
{
    private const int Side = 16, TrainPerClass = 40, TestPerClass = 20;

    private static readonly string[] _classes = ["right", "left", "down", "up"];

    /// <summary>How it is written in recipes.</summary>
    public static DataLayout Layout { get; } = new("moving-bars", (_, _, _) => Open()) { IsMade = true, NeedsPath = false };

    /// <summary>Opens it; recordings are made when asked for.</summary>
    public static RecordingCatalog Open() => RecordingCatalog.Of("moving-bars", _classes, Items(), new SensorSize(Side, Side));

    private static IEnumerable<RecordingItem> Items()
        => from label in Enumerable.Range(0, _classes.Length)
           from index in Enumerable.Range(0, TrainPerClass + TestPerClass)
           select new Item(index < TrainPerClass ? "train" : "test", label, index);

    private sealed class Item(string part, int label, int index) : RecordingItem($"{part}/{_classes[label]}/{index:000}", part, label)
    {
        public override string Identity => "moving-bars 1";

        public override long Length => -1;

        public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
        {
            var random = new Random(1000 * Label + index); // seeded: the same recording every time, on every machine
            int start = random.Next(Side), before = into.Count;
            for (int millisecond = 0; millisecond < Side; millisecond++)
            {
                for (int across = 0; across < Side; across++)
                {
                    Add(into, 1000L * millisecond + 2 * across, start + millisecond, across, 1, random);
                    Add(into, 1000L * millisecond + 2 * across + 1, start + millisecond - 3, across, 0, random);
                }
            }

            return (new DecodeReport { Events = into.Count - before }, new SensorSize(Side, Side));
        }

        /// <summary>An event of a bar that moves to the right, turned to the direction of the class.</summary>
        private void Add(EventBuffer into, long micros, int along, int across, byte polarity, Random random)
        {
            if (random.Next(10) == 0)
                (along, across) = (random.Next(Side), random.Next(Side));
            int place = ((along % Side) + Side) % Side, turned = Label % 2 == 0 ? place : Side - 1 - place;
            var (x, y) = Label < 2 ? (turned, across) : (across, turned);
            into.Add(micros, (ushort)x, (ushort)y, polarity);
        }
    }
}

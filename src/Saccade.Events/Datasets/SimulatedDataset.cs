using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.Events.Sources;
using Saccade.Kernels.Random;

namespace Saccade.Events.Datasets;

/// <summary>Simulated recordings of labelled images as a data set, each made when asked for.</summary>
internal static class SimulatedDataset
{
    // First index of the stream that chooses images, beyond the classes of splits.
    private const long ChoiceStream = 1 << 20;

    /// <summary>All recordings of both parts, unread: for each class the chosen images of the part, class after class.</summary>
    /// <exception cref="DatasetException">A class has too few images.</exception>
    public static IEnumerable<RecordingItem> Items(ImageSet images, ImageSet? testImages, SimulatedDatasetOptions options)
    {
        EventSimulator simulator = new(options.Simulation);
        var test = testImages ?? images;
        Maker trainMaker = new(simulator, images, "train"), testMaker = new(simulator, test, "test");
        for (int label = 0; label < images.Classes.Count; label++)
        {
            int train = Share(options.TrainRecordings, label, images.Classes.Count), tests = Share(options.TestRecordings, label, images.Classes.Count);
            int skip = testImages is null ? train : 0;
            foreach (int index in Choose(images, label, options.FirstImage, 0, train, options.Simulation.Seed))
                yield return new Item(trainMaker, label, index);
            foreach (int index in Choose(test, label, testImages is null ? options.FirstImage : 0, skip, tests, options.Simulation.Seed))
                yield return new Item(testMaker, label, index);
        }
    }

    /// <summary>Recordings of chosen images, for training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the set.</exception>
    public static IEnumerable<RecordingItem> Items(ImageSet images, SimulationOptions simulation, IEnumerable<int> indices)
    {
        Maker maker = new(new EventSimulator(simulation), images, "train");
        foreach (int index in indices)
        {
            DatasetExtensions.CheckIndex(index, images.Count);
            yield return new Item(maker, images.Labels[index], index);
        }
    }

    private static int Share(int recordings, int label, int classes) => recordings / classes + (label < recordings % classes ? 1 : 0);

    /// <summary>A run of images of a class from an order that depends on the seed only: asking for more does not change the first ones.</summary>
    private static int[] Choose(ImageSet images, int label, int first, int skip, int count, ulong seed)
    {
        int[] members = [.. Enumerable.Range(0, images.Count).Where(i => i >= first && images.Labels[i] == label)];
        if (members.Length < skip + count)
        {
            throw new DatasetException(
                images.Location, $"class '{images.Classes[label]}' has {members.Length} images from number {first} on, but {skip + count} different ones are needed; ask for fewer recordings");
        }

        var random = new CounterRandom(seed, RandomPurpose.Split, ChoiceStream, label);
        random.Shuffle<int>(members);
        int[] chosen = members[skip..(skip + count)];
        Array.Sort(chosen);
        return chosen;
    }

    /// <summary>What the recordings of a part have in common.</summary>
    private sealed class Maker(EventSimulator simulator, ImageSet images, string part)
    {
        public string Part => part;

        public string Identity { get; } = $"{simulator.Options.Key} images {images.Identity}";

        public SensorSize Sensor => simulator.Options.Camera.Sensor;

        public string IdOf(int label, int index) => $"{part}/{images.Classes[label]}/{images.IdOf(index)}";

        /// <summary>Recordings for testing have indices of their own, so that those of the same image in another set differ.</summary>
        public void Make(int index, EventBuffer into) => simulator.Simulate(images.Get(index).Image, part == "train" ? index : (1L << 31) + index, into);
    }

    private sealed class Item(Maker maker, int label, int index) : RecordingItem(maker.IdOf(label, index), maker.Part, label)
    {
        public override string Identity => maker.Identity;

        public override long Length => -1;

        public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
        {
            int before = into.Count;
            maker.Make(index, into);
            return (new DecodeReport { Events = into.Count - before }, maker.Sensor);
        }
    }
}

/// <summary>A data set of simulated recordings: how many, of which images, and how they are made.</summary>
public sealed record SimulatedDatasetOptions
{
    /// <summary>Recordings for training, 0 or more; classes get equal numbers, the first ones one more when it does not divide.</summary>
    public int TrainRecordings { get; init; } = 10_000;

    /// <summary>Recordings for testing, 0 or more; of other images than those for training.</summary>
    public int TestRecordings { get; init; }

    /// <summary>
    /// Images before this index are not used, 0 or more: those of which there are real recordings to test on. The recordings of N-MNIST
    /// show the images of MNIST in order, so a network that is tested on recordings 901 to 1000 must not be trained on images 900 to 999.
    /// Images given for testing apart are all used.
    /// </summary>
    public int FirstImage { get; init; }

    /// <summary>How an image becomes a recording. Its seed also chooses the images.</summary>
    public SimulationOptions Simulation { get; init; } = SimulationPresets.NMnist;

    /// <summary>Everything that decides the recordings of a set of images, in one line; stable.</summary>
    internal string Key => FormattableString.Invariant($"{TrainRecordings} recordings for training and {TestRecordings} for testing, of images from number {FirstImage} on, {Simulation.Key}");
}

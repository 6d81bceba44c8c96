using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>
/// How a public data set lies on disk: which folder is which part, with class folders directly below and recordings in
/// them. Data, not code: a further set of this kind is one more value.
/// </summary>
public sealed record DatasetLayout
{
    /// <summary>Part of a data set that is not divided.</summary>
    public const string AllPart = "all";

    /// <summary>N-MNIST (Orchard et al. 2015): <c>Train/0..9/*.bin</c>, <c>Test/0..9/*.bin</c>, 34x34.</summary>
    public static DatasetLayout NMnist { get; } = new()
    {
        Name = "n-mnist",
        Sensor = new SensorSize(34, 34),
        Parts = [new("train", "Train"), new("test", "Test")],
        Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        Extensions = [".bin", ".bs2"],
    };

    /// <summary>N-Caltech101 (Orchard et al. 2015): <c>Caltech101/CLASS/image_NNNN.bin</c> on a canvas of 240x180.</summary>
    public static DatasetLayout NCaltech101 { get; } = new()
    {
        Name = "n-caltech101",
        Sensor = new SensorSize(240, 180),
        Parts = [new(AllPart, "Caltech101")],
        Extensions = [".bin"],
    };

    /// <summary>N-CARS (Sironi et al. 2018): <c>n-cars_train/{background,cars}/*.dat</c>, <c>n-cars_test/...</c>, crops of up to 120x100.</summary>
    public static DatasetLayout NCars { get; } = new()
    {
        Name = "n-cars",
        Sensor = new SensorSize(120, 100),
        Parts = [new("train", "n-cars_train"), new("test", "n-cars_test"), new("train", "train"), new("test", "test")],
        Classes = ["background", "cars"],
        Extensions = [".dat"],
    };

    /// <summary>
    /// CIFAR10-DVS (Li et al. 2017): <c>CLASS/cifar10_CLASS_N.aedat</c>, N from 0 to 999, each class in an archive of its own.
    /// </summary>
    public static DatasetLayout Cifar10Dvs { get; } = new()
    {
        Name = "cifar10-dvs",
        Sensor = new SensorSize(128, 128),
        Parts = [],
        Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
        Extensions = [".aedat"],
        ClassArchives = true,
    };

    /// <summary>
    /// DVS128 Gesture (Amir et al. 2017): <c>userNN_LIGHT.aedat</c> with <c>userNN_LIGHT_labels.csv</c>; <c>trials_to_train.txt</c>
    /// and <c>trials_to_test.txt</c> list the recordings of the parts. Where no list is there, everything is part <c>all</c>.
    /// </summary>
    public static DatasetLayout DvsGesture { get; } = new()
    {
        Name = "dvs128-gesture",
        Sensor = new SensorSize(128, 128),
        Parts = [new("train", "trials_to_train.txt"), new("test", "trials_to_test.txt")],
        Classes =
        [
            "hand clapping", "right hand wave", "left hand wave", "right arm clockwise", "right arm counter-clockwise", "left arm clockwise",
            "left arm counter-clockwise", "arm roll", "air drums", "air guitar", "other gestures",
        ],
        Extensions = [".aedat"],
        Clips = new ClipTables { Suffix = "_labels.csv", FirstClass = 1, Corrections = [new("user22_led", 9, 110_590_564, 104_000_000)] },
    };

    /// <summary>POKER-DVS as Tonic distributes it: <c>pips_train/{cl,he,di,sp}/*.npy</c>, <c>pips_test/...</c>, 35x35.</summary>
    public static DatasetLayout PokerDvs { get; } = new()
    {
        Name = "poker-dvs",
        Sensor = new SensorSize(35, 35),
        Parts = [new("train", "pips_train"), new("test", "pips_test")],
        Classes = ["cl", "he", "di", "sp"],
        Extensions = [".npy"],
    };

    /// <summary>DVS-Lip (Tan et al. 2022): <c>train/WORD/*.npy</c>, <c>test/WORD/*.npy</c> below <c>DVS-Lip</c>, 100 words, 128x128.</summary>
    public static DatasetLayout DvsLip { get; } = new()
    {
        Name = "dvs-lip",
        Sensor = new SensorSize(128, 128),
        Parts = [new("train", "train"), new("test", "test")],
        Root = "DVS-Lip",
        Extensions = [".npy"],
    };

    /// <summary>ASL-DVS (Bi et al. 2019): <c>LETTER/*.mat</c>, 24 letters (no j, no z), 240x180.</summary>
    public static DatasetLayout AslDvs { get; } = new()
    {
        Name = "asl-dvs",
        Sensor = new SensorSize(240, 180),
        Parts = [],
        Classes = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y"],
        Extensions = [".mat"],
        ClassArchives = true,
    };

    /// <summary>SHD (Cramer et al. 2020): <c>shd_train.h5</c>, <c>shd_test.h5</c>, 700 channels; not opened as a data set yet.</summary>
    public static DatasetLayout Shd { get; } = new()
    {
        Name = "shd",
        Sensor = new SensorSize(700, 1),
        Parts = [new("train", "shd_train.h5"), new("test", "shd_test.h5")],
        Extensions = [".h5"],
    };

    /// <summary>Any classes below folders named <c>train</c> and <c>test</c>, in upper or lower case; the sensor is not known.</summary>
    public static DatasetLayout TrainTest { get; } = new()
    {
        Name = "train-test-folders",
        Parts = [new("train", "train"), new("test", "test")],
        IgnoreCase = true,
    };

    /// <summary>Class folders without parts: everything is part <c>all</c>; the sensor is not known.</summary>
    public static DatasetLayout ClassFolders { get; } = new() { Name = "class-folders", Parts = [] };

    /// <summary>The layouts of the known data sets in the order in which they are tried.</summary>
    public static IReadOnlyList<DatasetLayout> Known => [.. DatasetDescriptions.All.Select(d => d.Layout)];

    /// <summary>Name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>Parts and their folders; none when every class folder belongs to part <c>all</c>.</summary>
    public required IReadOnlyList<LayoutPart> Parts { get; init; }

    /// <summary>The sensor, null when not known.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>The classes in order of their labels; null when they are the folder names in ordinal order.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Extensions of its recordings; null for all that the formats know.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>A folder that must lie above the part folders for the layout to be recognised; null for none.</summary>
    public string? Root { get; init; }

    /// <summary>Whether the classes come in archives of their own, so that a part may be spread over several.</summary>
    public bool ClassArchives { get; init; }

    /// <summary>How recordings are cut into clips; null when every file is one recording in the folder of its class.</summary>
    public ClipTables? Clips { get; init; }

    /// <summary>Whether part folders match in upper and lower case alike.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>What is looked for, in words.</summary>
    public string Description
    {
        get
        {
            string files = "*" + (Extensions is null ? ".*" : string.Join(" or *", Extensions));
            if (Clips is not null)
                return $"{files} with *{Clips.Suffix} beside them, parts from {string.Join(" and ", Parts.Select(p => p.Folder))}";
            string classes = Classes is null ? "CLASS" : $"{{{string.Join(',', Classes)}}}";
            string root = Root is null ? "" : Root + "/";
            var folders = Parts.DistinctBy(p => p.Part).Select(p => $"{root}{p.Folder}/{classes}/{files}");
            return Parts.Count == 0 ? $"{root}{classes}/{files}" : string.Join(", ", folders);
        }
    }

    /// <summary>The part whose class folders lie in a folder of that name, or null; with the official name of the folder.</summary>
    internal LayoutPart? PartOf(string folder)
    {
        var comparison = IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var found = Parts.FirstOrDefault(p => string.Equals(p.Folder, folder, comparison));
        return found is null ? null : Parts.First(p => p.Part == found.Part);
    }
}

/// <summary>A part of a data set and where it lies.</summary>
/// <param name="Part">Name of the part: <c>train</c>, <c>test</c> or <c>all</c>.</param>
/// <param name="Folder">
/// Name of the folder directly above the class folders; where recordings are cut into clips, name of the file that lists the
/// recordings of the part, one a line. A part may have several such names; the first one is its official one.
/// </param>
public sealed record LayoutPart(string Part, string Folder);

/// <summary>
/// How long recordings are cut into clips by tables beside them: after one heading line, each line has class, start and end
/// in microseconds; a clip has the events with start &lt;= t &lt; end.
/// </summary>
public sealed record ClipTables
{
    /// <summary>What follows the recording's name without its extension in the name of its table.</summary>
    public required string Suffix { get; init; }

    /// <summary>The number that the tables give the first class; labels count from 0.</summary>
    public required int FirstClass { get; init; }

    /// <summary>Corrections of known mistakes in the tables; used only when asked for.</summary>
    public IReadOnlyList<ClipCorrection> Corrections { get; init; } = [];
}

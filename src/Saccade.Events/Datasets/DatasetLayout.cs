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
        Parts = [new("train", "n-cars_train"), new("test", "n-cars_test")],
        Classes = ["background", "cars"],
        Extensions = [".dat"],
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

    /// <summary>The known layouts in the order in which they are tried.</summary>
    public static IReadOnlyList<DatasetLayout> Known { get; } = [NMnist, NCars, NCaltech101, TrainTest, ClassFolders];

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

    /// <summary>Whether part folders match in upper and lower case alike.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>What is looked for, in words.</summary>
    public string Description
    {
        get
        {
            string files = "*" + (Extensions is null ? ".*" : string.Join(" or *", Extensions));
            string classes = Classes is null ? "CLASS" : $"{{{string.Join(',', Classes)}}}";
            return Parts.Count == 0 ? $"{classes}/{files}" : string.Join(", ", Parts.Select(p => $"{p.Folder}/{classes}/{files}"));
        }
    }

    /// <summary>The part whose class folders lie in a folder of that name, or null.</summary>
    internal LayoutPart? PartOf(string folder) =>
        Parts.FirstOrDefault(p => string.Equals(p.Folder, folder, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
}

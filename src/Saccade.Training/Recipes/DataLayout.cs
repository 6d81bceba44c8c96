using System.Collections.Immutable;
using Saccade.Events.Datasets;
using Saccade.Events.Images;
using Saccade.Events.Simulation;
using Saccade.Events.Sources;
using Saccade.Events.Store;
using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>How a data set lies on the disk, or how it is made: a name for recipes, and what opens it.</summary>
/// <param name="name">The name: small letters, digits and hyphens.</param>
/// <param name="open">Opens it: given what the recipe says of the data, the path (empty if none is needed), and what stops it.</param>
public sealed class DataLayout(string name, Func<DataRecipe, string, CancellationToken, RecordingCatalog> open)
{
    /// <summary>Found out from the folder or archive.</summary>
    public static DataLayout Auto { get; } = Known("auto", null, "Found out from the folder or archive.");

    /// <summary>N-MNIST: <c>Train/DIGIT/ID.bin</c> and <c>Test/DIGIT/ID.bin</c>.</summary>
    public static DataLayout Nmnist { get; } = Known("nmnist", DatasetLayout.NMnist, "N-MNIST: Train/DIGIT/ID.bin and Test/DIGIT/ID.bin.");

    /// <summary>N-Caltech101: one folder a class, <c>.bin</c> recordings, no test part of its own.</summary>
    public static DataLayout Ncaltech101 { get; } = Known("ncaltech101", DatasetLayout.NCaltech101, "N-Caltech101: a folder of .bin recordings for each class, no test part.");

    /// <summary>N-CARS: <c>n-cars_train</c> and <c>n-cars_test</c> with Prophesee <c>.dat</c> recordings.</summary>
    public static DataLayout Ncars { get; } = Known("ncars", DatasetLayout.NCars, "N-CARS: n-cars_train and n-cars_test with .dat recordings.");

    /// <summary>CIFAR10-DVS: <c>CLASS/cifar10_CLASS_N.aedat</c>, no test part of its own.</summary>
    public static DataLayout Cifar10Dvs { get; } = Known("cifar10-dvs", DatasetLayout.Cifar10Dvs, "CIFAR10-DVS: CLASS/cifar10_CLASS_N.aedat, no test part.");

    /// <summary>DVS128 Gesture: long recordings with tables of clips.</summary>
    public static DataLayout DvsGesture { get; } = Known("dvs-gesture", DatasetLayout.DvsGesture, "DVS128 Gesture: long recordings with tables of clips.");

    /// <summary>One folder a class, any readable format, with or without <c>train</c> and <c>test</c> above.</summary>
    public static DataLayout ClassFolders { get; } = new("class-folders", (_, place, cancellation) => OpenClassFolders(place, cancellation)) { About = "A folder for each class, any format that can be read, with or without train and test above." };

    /// <summary>Still images: the folder of MNIST's IDX files, CIFAR's binary files, or class folders of images, with or without <c>train</c> and <c>test</c> (or <c>val</c>, as ImageNet has it) above.</summary>
    public static DataLayout Images { get; } = new("images", (_, place, _) => OpenImages(place)) { IsStill = true, About = "Still images: MNIST's IDX files, CIFAR's binary files, or a folder for each class, with or without train and test (or val) above." };

    /// <summary>Still images of which recordings are simulated: the folder of MNIST's IDX files, class folders of images, or a store of what was simulated from them.</summary>
    public static DataLayout Simulated { get; } = new("simulated", (data, place, _) => Simulate(place, data.Simulated ?? new SimulatedRecipe())) { IsMade = true, About = "Recordings simulated from still images: MNIST's IDX files, or a folder for each class; or a store of them." };

    /// <summary>Simulated recordings of ten letters that are drawn for it, so that every frame shows what there is to recognise; nothing is read from the disk.</summary>
    public static DataLayout Glyphs { get; } = new("glyphs", (data, _, _) => DrawGlyphs(data.Simulated ?? new SimulatedRecipe())) { IsMade = true, NeedsPath = false, About = "Simulated recordings of ten letters; nothing is read from the disk." };

    /// <summary>Generated recordings of moving shapes, whose classes differ in the direction of motion; nothing is read from the disk.</summary>
    public static DataLayout Synthetic { get; } = new("synthetic", (data, _, _) => RecordingCatalog.Synthetic(data.Synthetic ?? DataRecipe.UsualSynthetic)) { IsMade = true, NeedsPath = false, About = "Generated recordings of moving shapes, whose classes differ in the direction of motion; nothing is read from the disk." };

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>What lies there and how, in one sentence for the reference.</summary>
    public string About { get; init; } = "";

    /// <summary>Whether a path must be given.</summary>
    public bool NeedsPath { get; init; } = true;

    /// <summary>Whether recordings are made when asked for, so that no two of them are copies of one file.</summary>
    public bool IsMade { get; init; }

    /// <summary>Whether it has still images in place of recordings.</summary>
    public bool IsStill { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal RecordingCatalog Open(DataRecipe data, string place, CancellationToken cancellation) => open(data, place, cancellation);

    private static DataLayout Known(string name, DatasetLayout? layout, string about)
        => new(name, (_, place, cancellation) => RecordingCatalog.Open(place, new CatalogOptions { Layout = layout, Cancellation = cancellation })) { About = about };

    /// <summary>Class folders, with the parts train and test above them if they are there.</summary>
    private static RecordingCatalog OpenClassFolders(string place, CancellationToken cancellation)
    {
        try
        {
            return RecordingCatalog.Open(place, new CatalogOptions { Layout = DatasetLayout.TrainTest, Cancellation = cancellation });
        }
        catch (DatasetException)
        {
            return RecordingCatalog.Open(place, new CatalogOptions { Layout = DatasetLayout.ClassFolders, Cancellation = cancellation });
        }
    }

    private static RecordingCatalog OpenImages(string place)
    {
        if (File.Exists(place) && ImageSet.OpenParts(place) is { } parts)
            return RecordingCatalog.StillImages(parts.Train, parts.Test);
        if (IsMnist(place))
            return RecordingCatalog.StillImages(ImageSet.OpenMnist(place), Has(place, "t10k-images*", "t5k-images*") ? ImageSet.OpenMnist(place, train: false) : null);
        if (Has(place, "data_batch_*.bin"))
            return RecordingCatalog.StillImages(ImageSet.OpenCifar10([.. Directory.EnumerateFiles(place, "data_batch_*.bin").Order(NaturalOrder.Comparer)]), Test(place, "test_batch.bin", path => ImageSet.OpenCifar10(path)));
        if (Has(place, "train.bin"))
            return RecordingCatalog.StillImages(ImageSet.OpenCifar100(Path.Combine(place, "train.bin")), Test(place, "test.bin", path => ImageSet.OpenCifar100(path)));
        string train = Path.Combine(place, "train");
        string? test = new[] { "test", "val" }.Select(part => Path.Combine(place, part)).FirstOrDefault(Directory.Exists); // ImageNet has no labels for its test part, so val is what others test on
        return Directory.Exists(train)
            ? RecordingCatalog.StillImages(ImageSet.OpenFolder(train), test is null ? null : ImageSet.OpenFolder(test))
            : RecordingCatalog.StillImages(ImageSet.OpenFolder(place), part: DatasetLayout.AllPart);
    }

    private static ImageSet? Test(string place, string name, Func<string, ImageSet> open) => File.Exists(Path.Combine(place, name)) ? open(Path.Combine(place, name)) : null;

    private static bool IsMnist(string place) => Has(place, "train-images*");

    private static bool Has(string place, params string[] patterns) => Directory.Exists(place) && patterns.Any(pattern => Directory.EnumerateFiles(place, pattern).Any());

    private static RecordingCatalog Simulate(string place, SimulatedRecipe recipe)
    {
        var options = Simulation(recipe);
        if (EventStore.IsStore(place))
            return RecordingCatalog.SimulatedStore(place, options);
        var images = IsMnist(place) ? ImageSet.OpenMnist(place) : ImageSet.OpenFolder(place);
        return RecordingCatalog.Simulated(images, options);
    }

    private static RecordingCatalog DrawGlyphs(SimulatedRecipe recipe)
    {
        var test = recipe.Test > 0 ? ImageSet.Glyphs(recipe.Test, recipe.Seed, train: false) : null;
        return RecordingCatalog.Simulated(ImageSet.Glyphs(recipe.Train, recipe.Seed), Simulation(recipe), test);
    }

    private static SimulatedDatasetOptions Simulation(SimulatedRecipe recipe) => new()
    {
        TrainRecordings = recipe.Train,
        TestRecordings = recipe.Test,
        FirstImage = recipe.SkipImages,
        Simulation = (recipe.Kind == SimulatedKind.Nmnist ? SimulationPresets.NMnist : SimulationPresets.Cifar10Dvs) with { Seed = recipe.Seed },
    };
}

/// <summary>The data sets that a recipe can name: an immutable registry.</summary>
public sealed class DataLayouts
{
    private readonly ImmutableArray<DataLayout> _layouts;

    private DataLayouts(ImmutableArray<DataLayout> layouts) => _layouts = layouts;

    /// <summary>The data sets of this library.</summary>
    public static DataLayouts Standard { get; } = new(
    [
        DataLayout.Auto, DataLayout.Nmnist, DataLayout.Ncaltech101, DataLayout.Ncars, DataLayout.Cifar10Dvs, DataLayout.DvsGesture, DataLayout.ClassFolders,
        DataLayout.Images, DataLayout.Simulated, DataLayout.Glyphs, DataLayout.Synthetic,
    ]);

    /// <summary>How a data set is written.</summary>
    public Kind<DataLayout> Kind => new NamedKind<DataLayout>(_layouts, layout => layout.Name, layout => layout.About);

    /// <summary>These data sets and one more.</summary>
    /// <param name="layout">One whose name is not taken.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public DataLayouts With(DataLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return _layouts.Any(l => l.Name == layout.Name)
            ? throw new ArgumentException($"there is a data set '{layout.Name}' already; choose another name")
            : new DataLayouts(_layouts.Add(layout));
    }
}

using Saccade.Events.Datasets;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>Opens the data set that a recipe names.</summary>
public static class CatalogSource
{
    /// <summary>Opens it.</summary>
    /// <param name="data">What the recipe says.</param>
    /// <param name="path">A path that goes before the recipe's; null for the recipe's own.</param>
    /// <param name="cancellation">Stops the search for recordings.</param>
    /// <exception cref="DatasetException">No path is given, or nothing of the layout is there.</exception>
    public static RecordingCatalog Open(DataRecipe data, string? path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Layout == DataLayout.Synthetic)
            return RecordingCatalog.Synthetic(Options(data.Synthetic ?? new SyntheticRecipe()));

        string? place = path ?? data.Path;
        if (place is null)
            throw new DatasetException("data.path", "the recipe names no data set; give one with --data");
        return data.Layout == DataLayout.Simulated ? Simulate(place, data.Simulated ?? new SimulatedRecipe())
            : data.Layout == DataLayout.ClassFolders ? OpenClassFolders(place, cancellation) : RecordingCatalog.Open(place, new CatalogOptions { Layout = Layout(data.Layout), Cancellation = cancellation });
    }

    private static RecordingCatalog Simulate(string place, SimulatedRecipe recipe)
    {
        bool mnist = Directory.Exists(place) && Directory.EnumerateFiles(place, "train-images*").Any();
        ImageSet images = mnist ? ImageSet.OpenMnist(place) : ImageSet.OpenFolder(place);
        SimulationOptions preset = recipe.Kind == SimulatedKind.Nmnist ? SimulationPresets.NMnist : SimulationPresets.Cifar10Dvs;
        return RecordingCatalog.Simulated(images, new SimulatedDatasetOptions
        {
            TrainRecordings = recipe.Train,
            TestRecordings = recipe.Test,
            FirstImage = recipe.SkipImages,
            Simulation = preset with { Seed = recipe.Seed },
        });
    }

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

    /// <summary>The generator's options for what a recipe asks for.</summary>
    public static SyntheticOptions Options(SyntheticRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new SyntheticOptions
        {
            Seed = recipe.Seed,
            Sensor = new SensorSize(recipe.Width, recipe.Height),
            TrainPerClass = recipe.TrainPerClass,
            TestPerClass = recipe.TestPerClass,
            DurationMicros = recipe.DurationMs * 1000L,
        };
    }

    /// <summary>The layout, or null to recognise it.</summary>
    public static DatasetLayout? Layout(DataLayout layout) => layout switch
    {
        DataLayout.Nmnist => DatasetLayout.NMnist,
        DataLayout.Ncaltech101 => DatasetLayout.NCaltech101,
        DataLayout.Ncars => DatasetLayout.NCars,
        DataLayout.Cifar10Dvs => DatasetLayout.Cifar10Dvs,
        DataLayout.DvsGesture => DatasetLayout.DvsGesture,
        DataLayout.ClassFolders => DatasetLayout.ClassFolders,
        _ => null,
    };
}

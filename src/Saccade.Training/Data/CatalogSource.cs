using Saccade.Events.Datasets;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>Opens the data set that a recipe names.</summary>
public static class CatalogSource
{
    /// <summary>Opens it.</summary>
    /// <param name="data">What the recipe says.</param>
    /// <param name="path">A path that goes before the recipe's; null for the recipe's own.</param>
    /// <exception cref="DatasetException">No path is given, or nothing of the layout is there.</exception>
    public static RecordingCatalog Open(DataRecipe data, string? path)
    {
        ArgumentNullException.ThrowIfNull(data);
        string? place = path ?? data.Path;
        return place is null
            ? throw new DatasetException("data.path", "the recipe names no data set; give one with --data")
            : RecordingCatalog.Open(place, new CatalogOptions { Layout = Layout(data.Layout) });
    }

    /// <summary>The layout, or null to recognise it.</summary>
    public static DatasetLayout? Layout(DataLayout layout) => layout switch
    {
        DataLayout.Nmnist => DatasetLayout.NMnist,
        DataLayout.Ncaltech101 => DatasetLayout.NCaltech101,
        DataLayout.Ncars => DatasetLayout.NCars,
        DataLayout.ClassFolders => DatasetLayout.ClassFolders,
        _ => null,
    };
}

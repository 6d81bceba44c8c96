namespace Saccade.Packages.Tests;

/// <summary>A model file and recordings.</summary>
/// <param name="Path">The model file.</param>
/// <param name="Recordings">Paths of recordings, each of another format.</param>
/// <param name="Said">What the program that trained it said.</param>
internal sealed record TrainedModel(string Path, IReadOnlyList<string> Recordings, string Said)
{
    /// <summary>What a program that decides gets: the model, then the recordings.</summary>
    public IEnumerable<string> Arguments => [Path, .. Recordings];

    /// <summary>Trains.</summary>
    public static TrainedModel Train(PackageFeed feed)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(feed.Root, "model")).FullName;
        var application = Application.Create(feed, "train", "Saccade.Training", Application.Source("Train.cs"));
        var said = application.Build().Run([folder]).Succeeded();
        return new TrainedModel(
            System.IO.Path.Combine(folder, "model.safetensors"),
            [.. Directory.GetFiles(folder).Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
            said.Output);
    }
}

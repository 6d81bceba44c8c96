using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Store;
using Saccade.Files;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Demo;

/// <summary>The recordings of a demo, made once for all its runs.</summary>
/// <param name="Store">Folder of the store with all of them.</param>
/// <param name="Examples">Files with a test recording of each class.</param>
internal sealed record DemoData(string Store, IReadOnlyList<string> Examples)
{
    private const string ExampleFormat = "atis-bin", ExampleExtension = ".bin";

    // Small shards, so that all threads have recordings to make.
    private const int ShardRecordings = 100;

    /// <summary>Makes the recordings that a recipe describes.</summary>
    public static DemoData Make(Recipe recipe, string folder, DemoOptions options, ProgressDisplay display, CommandContext context)
    {
        using var catalog = recipe.Data.Open(path: null, context.Cancellation);
        string store = Path.Combine(folder, "recordings");
        var report = EventStore.Prepare(catalog, store, new StoreOptions
        {
            ShardRecordings = ShardRecordings,
            Threads = options.Threads,
            Progress = p => display.Status(() => $"making recordings  {Text.Count(p.Done)} of {Text.Count(p.Total)}"),
        }, context.Cancellation);
        var test = catalog.Part("test");
        var examples = Enumerable.Range(0, catalog.Classes.Count).Select(label => WriteExample(test, label, Path.Combine(folder, "test"))).ToList();
        display.Line($"made {Text.Count(report.Recordings, "recording")} of {options.Picture.Title}");
        return new DemoData(store, examples);
    }

    /// <summary>The recipe with these recordings in place of a description of them.</summary>
    public Recipe Use(Recipe recipe)
        => recipe with { Data = recipe.Data with { Layout = DataLayout.Auto, Path = Path.GetFullPath(Store), Simulated = null, Synthetic = null } };

    private static string WriteExample(RecordingSet test, int label, string folder)
    {
        var recording = test.Get(test.Labels.ToList().IndexOf(label));
        string path = Path.Combine(folder, test.Classes[label] + ExampleExtension);
        Directory.CreateDirectory(folder);
        using var file = AtomicFile.Create(path);
        var writer = EventFormats.Default.ByName(ExampleFormat).CreateWriter(file.Stream, new WriteOptions { Path = path, Sensor = test.Sensor });
        writer.Write(recording.Events.All);
        writer.Finish();
        file.Commit();
        return path;
    }
}

using System.Text.Json;
using Saccade.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;

namespace Saccade.Training.Runs;

/// <summary>Which recordings a run uses, kept in its folder as <c>splits.json</c>, so that it does not go on with others.</summary>
internal static class RunSplits
{
    private const string FileName = "splits.json";

    /// <summary>Stores the splits of a new run; checks those of one that goes on.</summary>
    /// <exception cref="RunFolderException">The run was begun with other recordings.</exception>
    public static void Keep(RunFolder run, TrainingData data)
    {
        var splits = data.SplitHashes;
        if (!run.IsResumed || !Has(run.Path))
            AtomicFile.WriteText(PathIn(run.Path), JsonSerializer.Serialize(splits) + "\n");
        else if (Changed(run.Path, splits) is { Count: > 0 } changed)
            throw new RunFolderException($"'{run.Path}' was trained on other recordings ({string.Join(", ", changed)} differ); give the data set it began with, or choose another folder");
    }

    /// <summary>Whether a folder holds a run whose recordings are known.</summary>
    public static bool Has(string folder) => File.Exists(PathIn(folder));

    private static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The parts of the run in a folder that differ from these, by name; none where they are the same, or the folder holds no run.</summary>
    /// <param name="folder">A run folder, or the place of one.</param>
    /// <param name="splits">Hash of each part.</param>
    /// <exception cref="RunFolderException">What the folder keeps is damaged.</exception>
    public static IReadOnlyList<string> Changed(string folder, IReadOnlyDictionary<string, string> splits)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
            return [];
        try
        {
            var before = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            return [.. splits.Keys.Union(before.Keys).Where(name => splits.GetValueOrDefault(name) != before.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        }
        catch (JsonException e)
        {
            throw new RunFolderException($"'{path}' cannot be read ({ErrorText.Of(e)}); choose another folder", e);
        }
    }
}

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
        string path = Path.Combine(run.Path, FileName);
        var splits = data.SplitHashes;
        if (run.IsResumed && File.Exists(path))
            Check(run, path, splits);
        else
            AtomicFile.WriteText(path, JsonSerializer.Serialize(splits) + "\n");
    }

    private static void Check(RunFolder run, string path, IReadOnlyDictionary<string, string> splits)
    {
        try
        {
            var before = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            string[] changed = [.. splits.Keys.Union(before.Keys).Where(name => splits.GetValueOrDefault(name) != before.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
            if (changed.Length > 0)
                throw new RunFolderException($"'{run.Path}' was trained on other recordings ({string.Join(", ", changed)} differ); give the data set it began with, or choose another folder");
        }
        catch (JsonException e)
        {
            throw new RunFolderException($"'{path}' cannot be read ({ErrorText.Of(e)}); choose another folder", e);
        }
    }
}

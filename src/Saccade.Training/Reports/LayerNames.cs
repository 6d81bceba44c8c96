using Saccade.Networks;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What the numbers of layers in a log mean: "2" becomes "2 (conv 1)", the layer behind the first convolution.</summary>
internal static class LayerNames
{
    /// <summary>The name of each layer of a run that is not inside branches; none where the recipe cannot be read.</summary>
    public static Dictionary<string, string> Of(ReportRun run)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ReportOverview.RecipeOf(run) is not { Phases: [.., var last] } recipe)
            return names;
        int classes = Math.Max(2, run.Log.Of<RunStarted>().LastOrDefault()?.Labels.Count ?? 0);
        int convolutions = 0, linears = 0, index = 0;
        string weighted = "";
        foreach (var layer in recipe.Describe(last, classes).Layers)
        {
            weighted = layer switch
            {
                Convolution => $"conv {++convolutions}",
                Linear => $"linear {++linears}",
                _ => weighted,
            };
            names[$"{index}"] = weighted.Length == 0 ? $"{index}" : $"{index} ({weighted})";
            index++;
        }

        return names;
    }
}

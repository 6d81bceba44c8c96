using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Recognition;
using Saccade.Training.Data;
using Saccade.Training.Recipes;

namespace Saccade.Training.Runs;

/// <summary>
/// The recordings that a model is tried on. A data set's own parts have their own names; <c>all</c> is every recording of every
/// part; <c>validation</c>, and the parts of a data set that has none of its own, follow from the recipe in the model, and
/// only if these are the very recordings that it was trained with.
/// </summary>
/// <param name="Set">The recordings.</param>
/// <param name="Name">Name of the split.</param>
/// <param name="IncludesTraining">Whether the model is known to have learned from some of them.</param>
public sealed record EvaluationSplit(RecordingSet Set, string Name, bool IncludesTraining)
{
    /// <summary>Every recording of every part.</summary>
    public const string All = "all";

    /// <summary>Chooses recordings.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="card">The model's card.</param>
    /// <param name="name">The split; null for <c>test</c> if there is one, else for <c>all</c>.</param>
    /// <exception cref="DatasetException">There is no such split; the message says which there are.</exception>
    public static EvaluationSplit Choose(RecordingCatalog catalog, ModelCard card, string? name)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(card);
        var known = TrainedOn(catalog, card);
        var available = Available(catalog, known);
        string chosen = name ?? (available.ContainsKey("test") ? "test" : All);
        return available.TryGetValue(chosen, out var set)
            ? new EvaluationSplit(set, chosen, known is not null && SharesAny(set, known.Train))
            : throw new DatasetException(catalog.Location, $"the data set ({catalog.Name}) has no split '{chosen}'; it has {string.Join(", ", available.Keys)}{Hint(chosen, known)}");
    }

    private static SortedDictionary<string, RecordingSet> Available(RecordingCatalog catalog, DataParts? known)
    {
        var available = new SortedDictionary<string, RecordingSet>(StringComparer.Ordinal);
        if (known is not null)
        {
            available["train"] = known.Official;
            if (known.Validation is not null)
                available["validation"] = known.Validation;
            if (known.Test is not null)
                available["test"] = known.Test;
        }

        foreach (string part in catalog.Parts)
            available[part] = catalog.Part(part);
        if (catalog.Parts.Count > 1 || !available.ContainsKey(All))
            available[All] = catalog.Everything();
        return available;
    }

    private static DataParts? TrainedOn(RecordingCatalog catalog, ModelCard card)
    {
        if (card.Recipe is null || card.Splits.Count == 0 || RecipeReader.ReadData(card.Recipe) is not { } data)
            return null;
        try
        {
            var parts = DataParts.Of(catalog, data);
            bool same = parts.Train.Hash == card.Splits.GetValueOrDefault("train") && parts.Validation?.Hash == card.Splits.GetValueOrDefault("validation");
            return same ? parts : null;
        }
        catch (DatasetException)
        {
            return null; // too few recordings to divide so: not what it was trained on
        }
    }

    private static bool SharesAny(RecordingSet set, RecordingSet train)
    {
        var ids = train.Items.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        return set.Items.Any(item => ids.Contains(item.Id));
    }

    private static string Hint(string chosen, DataParts? known)
        => chosen == "validation" && known is null ? "; 'validation' needs the recordings that the model was trained with" : "";
}

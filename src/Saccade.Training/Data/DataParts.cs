using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Files;
using Saccade.Kernels.Random;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>The recordings of a data set as a recipe divides them, unread. Training and validation share no recording with each other or with the test part.</summary>
/// <param name="Official">Everything that is not for testing: training and validation together.</param>
/// <param name="Train">What networks learn from.</param>
/// <param name="Validation">What decides between epochs, or null.</param>
/// <param name="Test">What is touched once, or null.</param>
public sealed record DataParts(RecordingSet Official, RecordingSet Train, RecordingSet? Validation, RecordingSet? Test)
{
    /// <summary>Hash over ids and labels of each part there is, by its name: <c>train</c>, <c>validation</c>, <c>test</c>.</summary>
    public IReadOnlyDictionary<string, string> Hashes => new SortedDictionary<string, string>(
        new[] { ("train", Train), ("validation", Validation), ("test", Test) }.Where(part => part.Item2 is not null).ToDictionary(part => part.Item1, part => part.Item2!.Hash), StringComparer.Ordinal);

    /// <summary>Divides a data set.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="data">The rules.</param>
    /// <exception cref="DatasetException">A part would be empty, or a recording would be in two parts.</exception>
    public static DataParts Of(RecordingCatalog catalog, DataRecipe data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        try
        {
            var parts = data.Split is null ? OfShares(catalog, data) : OfSplit(SplitOf(catalog, data.Split), data);
            return data.Train == 1 ? parts : parts with { Train = parts.Train.Split(new SplitKind.Stratified(1 - data.Train, data.ValidationSeed)).Kept };
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            throw new DatasetException(catalog.Location, $"{ErrorText.Of(e)}; change data.split, data.test, data.validation or data.fold, or add recordings", e);
        }
    }

    private static DataParts OfShares(RecordingCatalog catalog, DataRecipe data)
    {
        var (official, test) = Divide(catalog, data);
        var (train, validation) = HoldOut(official, data);
        RecordingCatalog.CheckDisjoint([.. new[] { train, validation, test }.OfType<RecordingSet>()]);
        return new DataParts(official, train, validation, test);
    }

    private static DatasetSplit SplitOf(RecordingCatalog catalog, string split) =>
        SplitRule.Named.FirstOrDefault(rule => rule.Name == split) is { } rule ? DatasetSplit.Of(catalog, rule) : DatasetSplit.Read(split, catalog);

    private static DataParts OfSplit(DatasetSplit split, DataRecipe data)
    {
        var train = split.Find("train") ?? throw new ArgumentException($"split '{split.Name}' has no part 'train', only {string.Join(", ", split.Parts.Select(p => p.Name))}");
        var test = split.Find("test");
        if (split.Find("validation") is not { } validation)
        {
            var (kept, heldOut) = HoldOut(train, data);
            return new DataParts(train, kept, heldOut, test);
        }

        if (data.Fold is not null)
            throw new ArgumentException($"split '{split.Name}' has a validation part of its own, expected none where data.fold chooses it; leave data.fold out");
        return new DataParts(train.Join("train", validation), train, validation, test);
    }

    private static (RecordingSet Official, RecordingSet? Test) Divide(RecordingCatalog catalog, DataRecipe data)
    {
        if (catalog.HasPart("train"))
            return (catalog.Part("train"), catalog.HasPart("test") ? catalog.Part("test") : null);
        var all = catalog.Part(catalog.Parts[0]);
        if (data.Test == 0)
            return (all, null);
        var split = all.Split(new SplitKind.NaturalTail(data.Test), "train", "test");
        return (split.Kept, split.HeldOut);
    }

    private static (RecordingSet Kept, RecordingSet? Validation) HoldOut(RecordingSet train, DataRecipe data)
    {
        if (data.Fold is { } fold)
            return Fold(train, fold, data.ValidationSeed);
        if (data.Validation == 0)
            return (train, null);
        var split = train.Split(new SplitKind.Stratified(data.Validation, data.ValidationSeed));
        return (split.Kept, split.HeldOut);
    }

    private static IEnumerable<int> Dealt(int[] members, FoldRecipe fold, CounterRandom random)
    {
        random.Shuffle<int>(members);
        return members.Where((_, i) => i % fold.Of == fold.Index);
    }

    private static int[] Block(int[] members, FoldRecipe fold)
    {
        int Border(int index) => (int)((long)members.Length * index / fold.Of);
        return members[Border(fold.Index)..Border(fold.Index + 1)];
    }

    /// <summary>Within each class, recordings in a seeded order are dealt to the folds in turn, or in natural order cut into blocks.</summary>
    private static (RecordingSet Kept, RecordingSet Validation) Fold(RecordingSet train, FoldRecipe fold, ulong seed)
    {
        bool[] heldOut = new bool[train.Count];
        foreach (var group in Enumerable.Range(0, train.Count).GroupBy(i => train.Labels[i]))
        {
            int[] members = [.. group.OrderBy(i => train.Items[i].Id, fold.Blocks ? NaturalOrder.Comparer : StringComparer.Ordinal)];
            foreach (int member in fold.Blocks ? Block(members, fold) : Dealt(members, fold, new CounterRandom(seed, RandomPurpose.Split, group.Key)))
                heldOut[member] = true;
        }

        if (!heldOut.Contains(true) || !heldOut.Contains(false))
            throw new ArgumentException($"fold {fold.Index} of {fold.Of} takes {heldOut.Count(h => h)} of {train.Count} recordings for validation, expected some, but not all");
        var all = Enumerable.Range(0, train.Count);
        return (train.Select("train", all.Where(i => !heldOut[i])), train.Select("validation", all.Where(i => heldOut[i])));
    }
}

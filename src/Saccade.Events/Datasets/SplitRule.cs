using System.Globalization;
using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Datasets;

/// <summary>How a data set is divided into named parts; those of publications have names of their own.</summary>
public abstract record SplitRule
{
    private const string TrainPart = "train", TestPart = "test";

    private SplitRule()
    {
    }

    /// <summary>The parts as the data set is published.</summary>
    public static SplitRule Official { get; } = new AsPublished();

    /// <summary>HSD and NDA: of each class the first int(0.9 n) for training. They take the system's order of files; here it is ordinal.</summary>
    public static SplitRule Hsd { get; } = new TwoParts("hsd", new SplitKind.OrdinalTail(0.1, keepDown: true));

    /// <summary>SLTT and old SpikingJelly on CIFAR10-DVS: numbers 0 to 899 for training, 900 to 999 for testing.</summary>
    public static SplitRule Sltt { get; } = new TwoParts("sltt", new SplitKind.ByNumber(900, 1000));

    /// <summary>SpikingJelly's split_to_train_test_set(0.9), used by TCJA: of each class the first ceil(0.9 n), names sorted as strings.</summary>
    public static SplitRule SpikingJelly { get; } = new TwoParts("spikingjelly", new SplitKind.OrdinalTail(0.1));

    /// <summary>TEBN on CIFAR10-DVS: numbers 0 to 99 for testing. Accuracies are higher than under the other rules.</summary>
    public static SplitRule Tebn { get; } = new TwoParts("tebn", new SplitKind.ByNumber(0, 100));

    /// <summary>The rules with a name of their own.</summary>
    public static IReadOnlyList<SplitRule> Named { get; } = [Official, Hsd, Sltt, SpikingJelly, Tebn];

    /// <summary>Short name, as used on the command line and in recipes.</summary>
    public abstract string Name { get; }

    /// <summary>Everything that decides the parts, in words; stable.</summary>
    public abstract string Key { get; }

    /// <summary>The seed; null when nothing is drawn.</summary>
    public virtual ulong? Seed => null;

    /// <summary>The rule of that name.</summary>
    /// <exception cref="ArgumentException">No rule has that name; the message lists those there are.</exception>
    public static SplitRule ByName(string name) => Named.FirstOrDefault(r => r.Name == name)
        ?? throw new ArgumentException($"no split rule is named '{name}'; known: {string.Join(", ", Named.Select(r => r.Name))}", nameof(name));

    /// <summary>Everything that decides the parts.</summary>
    public sealed override string ToString() => Key;

    /// <summary>The parts of a data set.</summary>
    internal abstract IReadOnlyList<RecordingSet> Divide(RecordingCatalog catalog);

    /// <summary>The parts as the data set is published.</summary>
    private sealed record AsPublished : SplitRule
    {
        public override string Name => "official";

        public override string Key => "official";

        internal override IReadOnlyList<RecordingSet> Divide(RecordingCatalog catalog) => catalog.HasPart(TrainPart)
            ? [.. catalog.Parts.Select(catalog.Part)]
            : throw new DatasetException(catalog.Location, $"the data set ({catalog.Name}) has no official parts, only {string.Join(", ", catalog.Parts)}; choose another rule");
    }

    /// <summary>Training and test part by a rule of a publication, whatever parts the data set has.</summary>
    private sealed record TwoParts(string RuleName, SplitKind Kind) : SplitRule
    {
        public override string Name => RuleName;

        public override string Key => $"{RuleName}: {Kind.Key}";

        internal override IReadOnlyList<RecordingSet> Divide(RecordingCatalog catalog)
        {
            var all = catalog.Everything();
            bool[] heldOut = Kind.HoldOut(all.Items);
            var indices = Enumerable.Range(0, all.Count);
            return [all.Select(TrainPart, indices.Where(i => !heldOut[i])), all.Select(TestPart, indices.Where(i => heldOut[i]))];
        }
    }

    /// <summary>
    /// Shares of every class, drawn with a seed. Of n recordings of a class in their drawn order, a part takes those up to the nearest
    /// whole number to its cumulative share. The choice depends on seed, labels and ids only.
    /// </summary>
    public sealed record Stratified : SplitRule
    {
        /// <summary>A stratified split.</summary>
        /// <param name="seed">Seed of the choice.</param>
        /// <param name="shares">Parts and shares; together 1.</param>
        /// <exception cref="ArgumentException">There are fewer than two parts, two of the same name, or the shares are not above 0 and together 1.</exception>
        public Stratified(ulong seed, params IReadOnlyList<PartShare> shares)
        {
            string text = string.Join(", ", shares.Select(s => $"{s.Part} {s.Share}"));
            if (shares.Count < 2 || shares.Any(s => !(s.Share > 0)) || Math.Abs(shares.Sum(s => s.Share) - 1) > 1e-9)
                throw new ArgumentException($"a stratified split needs two or more shares above 0 that are 1 together, got {text}", nameof(shares));
            if (shares.Select(s => s.Part).Distinct(StringComparer.Ordinal).Count() < shares.Count)
                throw new ArgumentException($"the parts of a split need different names, got {text}", nameof(shares));
            (Shares, DrawnWith) = ([.. shares], seed);
        }

        /// <summary>Parts and their shares.</summary>
        public ValueList<PartShare> Shares { get; }

        /// <inheritdoc/>
        public override string Name => "stratified";

        /// <inheritdoc/>
        public override ulong? Seed => DrawnWith;

        /// <inheritdoc/>
        public override string Key =>
            $"stratified: {string.Join(", ", Shares.Select(s => $"{s.Part} {s.Share.ToString("R", CultureInfo.InvariantCulture)}"))}, seed {DrawnWith}";

        private ulong DrawnWith { get; }

        internal override IReadOnlyList<RecordingSet> Divide(RecordingCatalog catalog)
        {
            var all = catalog.Everything();
            int[] partOf = new int[all.Count];
            foreach (var group in Enumerable.Range(0, all.Count).GroupBy(i => all.Labels[i]))
            {
                int[] order = SplitKind.Stratified.Shuffled(DrawnWith, group.Key, [.. group], all.Items);
                double sum = 0;
                int start = 0;
                for (int p = 0; p < Shares.Count; p++)
                {
                    sum += Shares[p].Share;
                    int end = p == Shares.Count - 1 ? order.Length : (int)Math.Round(sum * order.Length, MidpointRounding.AwayFromZero);
                    foreach (int index in order.AsSpan(start..end))
                        partOf[index] = p;
                    start = end;
                }
            }

            return [.. Shares.Select((s, p) => all.Select(s.Part, Enumerable.Range(0, all.Count).Where(i => partOf[i] == p)))];
        }
    }
}

/// <summary>A part and its share of every class.</summary>
/// <param name="Part">Name of the part, for example <c>validation</c>.</param>
/// <param name="Share">Share of every class, above 0 and below 1.</param>
public sealed record PartShare(string Part, double Share);

using System.Globalization;
using Saccade.Files;
using Saccade.Kernels.Random;

namespace Saccade.Events.Datasets;

/// <summary>Which recordings a split in two holds out, class by class.</summary>
public abstract record SplitKind
{
    private SplitKind()
    {
    }

    /// <summary>Rule, share and seed in words; stable.</summary>
    public abstract string Key { get; }

    /// <summary>Rule, share and seed.</summary>
    public sealed override string ToString() => Key;

    /// <summary>For each recording whether it is held out.</summary>
    internal bool[] HoldOut(IReadOnlyList<RecordingItem> items)
    {
        bool[] heldOut = new bool[items.Count];
        foreach (var group in Enumerable.Range(0, items.Count).GroupBy(i => items[i].Label))
        {
            int[] members = [.. group];
            foreach (int index in Choose(group.Key, members, items))
                heldOut[index] = true;
        }

        return heldOut;
    }

    private protected abstract IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items);

    private static double Checked(double share) => share > 0 && share < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "the share held out must be above 0 and below 1");

    /// <summary>The nearest whole number of recordings, but never a whole class of two or more.</summary>
    private static int Rounded(double share, int count) =>
        Math.Min((int)Math.Round(share * count, MidpointRounding.AwayFromZero), Math.Max(0, count - 1));

    /// <summary>The number kept, rounded down; a product that would be whole but for rounding is: (1 - 0.1) * 10 is 9.</summary>
    private static int KeptDown(double share, int count) => (int)Math.Floor(Math.Round((1 - share) * count, 9));

    /// <summary>The number kept, rounded up.</summary>
    private static int KeptUp(double share, int count) => (int)Math.Ceiling(Math.Round((1 - share) * count, 9));

    private static string Text(double share) => share.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>
    /// A random share of every class. The choice depends on the seed and the ids only, not on the order or the place of
    /// the files.
    /// </summary>
    public sealed record Stratified : SplitKind
    {
        /// <summary>A stratified split.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public Stratified(double share, ulong seed) => (Share, Seed) = (Checked(share), seed);

        /// <summary>Share of each class that is held out, above 0 and below 1.</summary>
        public double Share { get; }

        /// <summary>Seed of the choice.</summary>
        public ulong Seed { get; }

        /// <inheritdoc/>
        public override string Key => $"stratified share {Text(Share)} seed {Seed}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            Shuffled(Seed, label, members, items).Take(Rounded(Share, members.Length));

        /// <summary>The members of a class in an order that depends on seed, label and ids only.</summary>
        internal static int[] Shuffled(ulong seed, int label, int[] members, IReadOnlyList<RecordingItem> items)
        {
            int[] order = [.. members.OrderBy(i => items[i].Id, StringComparer.Ordinal)];
            var random = new CounterRandom(seed, RandomPurpose.Split, label);
            random.Shuffle<int>(order);
            return order;
        }
    }

    /// <summary>The last of every class in natural order (2 before 10); the first floor((1 - share) n) are kept.</summary>
    public sealed record NaturalTail : SplitKind
    {
        /// <summary>A split by natural order.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public NaturalTail(double share) => Share = Checked(share);

        /// <summary>Share of each class that is held out, above 0 and below 1.</summary>
        public double Share { get; }

        /// <inheritdoc/>
        public override string Key => $"natural-tail share {Text(Share)}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, NaturalOrder.Comparer).Skip(KeptDown(Share, members.Length));
    }

    /// <summary>
    /// The last of every class in ordinal order of names ("10" before "2"). Kept are the first ceil((1 - share) n), as
    /// SpikingJelly's split_to_train_test_set does without shuffling, or floor((1 - share) n), as HSD's code does with the order
    /// in which the system lists files, which is not the same everywhere and is made ordinal here.
    /// </summary>
    public sealed record OrdinalTail : SplitKind
    {
        /// <summary>A split by ordinal order.</summary>
        /// <param name="share">Share of each class that is held out, above 0 and below 1.</param>
        /// <param name="keepDown">Whether the number kept is rounded down instead of up.</param>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public OrdinalTail(double share, bool keepDown = false) => (Share, KeepDown) = (Checked(share), keepDown);

        /// <summary>Share of each class that is held out, above 0 and below 1.</summary>
        public double Share { get; }

        /// <summary>Whether the number kept is rounded down instead of up.</summary>
        public bool KeepDown { get; }

        /// <inheritdoc/>
        public override string Key => $"ordinal-tail share {Text(Share)}{(KeepDown ? " keep down" : "")}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, StringComparer.Ordinal).Skip(KeepDown ? KeptDown(Share, members.Length) : KeptUp(Share, members.Length));
    }

    /// <summary>The first of every class in natural order.</summary>
    public sealed record NaturalHead : SplitKind
    {
        /// <summary>A split by natural order.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public NaturalHead(double share) => Share = Checked(share);

        /// <summary>Share of each class that is held out, above 0 and below 1.</summary>
        public double Share { get; }

        /// <inheritdoc/>
        public override string Key => $"natural-head share {Text(Share)}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, NaturalOrder.Comparer).Take(Rounded(Share, members.Length));
    }

    /// <summary>
    /// The recordings whose file name ends in a number in a range, whatever else is there. For CIFAR10-DVS SLTT and old
    /// SpikingJelly hold out 900 to 999, TEBN 0 to 99, which gives higher accuracies.
    /// </summary>
    public sealed record ByNumber : SplitKind
    {
        /// <summary>A split by the number at the end of the name.</summary>
        /// <param name="first">The first number held out, 0 or more.</param>
        /// <param name="end">The number after the last one held out.</param>
        /// <exception cref="ArgumentOutOfRangeException">The range is empty or begins below 0.</exception>
        public ByNumber(int first, int end)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(first);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, first);
            (First, End) = (first, end);
        }

        /// <summary>The first number held out.</summary>
        public int First { get; }

        /// <summary>The number after the last one held out.</summary>
        public int End { get; }

        /// <inheritdoc/>
        public override string Key => $"number {First} to {End - 1}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.Where(i => Number(items[i].Id) is var number && number >= First && number < End);

        private static int Number(string id)
        {
            var name = Path.GetFileNameWithoutExtension(id.AsSpan());
            int start = name.Length;
            while (start > 0 && char.IsAsciiDigit(name[start - 1]))
                start--;
            return int.TryParse(name[start..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new ArgumentException($"the rule needs names that end in a number, got '{id}'");
        }
    }
}

/// <summary>A set divided into a part that is kept and a part that is held out; no recording is in both.</summary>
public sealed class RecordingSplit
{
    internal RecordingSplit(SplitKind kind, RecordingSet kept, RecordingSet heldOut)
    {
        RecordingCatalog.CheckDisjoint(kept, heldOut);
        Kind = kind;
        Kept = kept;
        HeldOut = heldOut;
        string text = $"{kind.Key}\n{kept.Name} {kept.Hash}\n{heldOut.Name} {heldOut.Hash}\n";
        Hash = ContentHash.Of(text);
    }

    /// <summary>The rule.</summary>
    public SplitKind Kind { get; }

    /// <summary>The larger part.</summary>
    public RecordingSet Kept { get; }

    /// <summary>The part held out.</summary>
    public RecordingSet HeldOut { get; }

    /// <summary>SHA-256 in hexadecimal over rule, names, ids and labels: equal for equal splits, on any machine.</summary>
    public string Hash { get; }
}

using System.Globalization;
using Saccade.Kernels.Random;

namespace Saccade.Events.Datasets;

/// <summary>Which recordings a split holds out, class by class; the share lies between 0 and 1.</summary>
public abstract record SplitKind
{
    private SplitKind(double share)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "the share held out must be above 0 and below 1");
        Share = share;
    }

    /// <summary>Share of each class that is held out, above 0 and below 1.</summary>
    public double Share { get; }

    /// <summary>Rule, share and seed in words; stable.</summary>
    public abstract string Key { get; }

    /// <summary>Rule, share and seed.</summary>
    public sealed override string ToString() => Key;

    /// <summary>For each recording whether it is held out.</summary>
    internal bool[] HoldOut(IReadOnlyList<RecordingItem> items)
    {
        bool[] heldOut = new bool[items.Count];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, items.Count).GroupBy(i => items[i].Label))
        {
            int[] members = [.. group];
            foreach (int index in Choose(group.Key, members, items))
                heldOut[index] = true;
        }

        return heldOut;
    }

    private protected abstract IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items);

    /// <summary>The nearest whole number of recordings, but never a whole class of two or more.</summary>
    private protected int Rounded(int count) => Math.Min((int)Math.Round(Share * count, MidpointRounding.AwayFromZero), Math.Max(0, count - 1));

    private string Percent => Share.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>
    /// A random share of every class. The choice depends on the seed and the ids only, not on the order or the place of
    /// the files.
    /// </summary>
    public sealed record Stratified : SplitKind
    {
        /// <summary>A stratified split.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public Stratified(double share, ulong seed)
            : base(share) => Seed = seed;

        /// <summary>Seed of the choice.</summary>
        public ulong Seed { get; }

        /// <inheritdoc/>
        public override string Key => $"stratified share {Percent} seed {Seed}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items)
        {
            int[] order = [.. members.OrderBy(i => items[i].Id, StringComparer.Ordinal)];
            var random = new CounterRandom(Seed, RandomPurpose.Split, label);
            random.Shuffle<int>(order);
            return order.Take(Rounded(order.Length));
        }
    }

    /// <summary>
    /// The last of every class in natural order (2 before 10); the first floor((1 - share) n) are kept. At share 0.1 this is
    /// the split of SLTT and old SpikingJelly for CIFAR10-DVS: 0 to 899 and 900 to 999.
    /// </summary>
    public sealed record NaturalTail : SplitKind
    {
        /// <summary>A split by natural order.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public NaturalTail(double share)
            : base(share)
        {
        }

        /// <inheritdoc/>
        public override string Key => $"natural-tail share {Percent}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, NaturalOrder.Comparer).Skip(Floor((1 - Share) * members.Length));
    }

    /// <summary>
    /// The last of every class in ordinal order of names ("10" before "2"); the first ceil((1 - share) n) are kept. At share 0.1
    /// this is SpikingJelly's split_to_train_test_set without shuffling.
    /// </summary>
    public sealed record OrdinalTail : SplitKind
    {
        /// <summary>A split by ordinal order.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public OrdinalTail(double share)
            : base(share)
        {
        }

        /// <inheritdoc/>
        public override string Key => $"ordinal-tail share {Percent}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, StringComparer.Ordinal).Skip(-Floor(-(1 - Share) * members.Length));
    }

    /// <summary>
    /// The first of every class in natural order. At share 0.1 this is the split of TEBN for CIFAR10-DVS (0 to 99 held out), which
    /// gives higher accuracies than a random one.
    /// </summary>
    public sealed record NaturalHead : SplitKind
    {
        /// <summary>A split by natural order.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public NaturalHead(double share)
            : base(share)
        {
        }

        /// <inheritdoc/>
        public override string Key => $"natural-head share {Percent}";

        private protected override IEnumerable<int> Choose(int label, int[] members, IReadOnlyList<RecordingItem> items) =>
            members.OrderBy(i => items[i].Id, NaturalOrder.Comparer).Take(Rounded(members.Length));
    }

    /// <summary>The floor of a product that would be whole but for rounding: (1 - 0.1) * 10 is 9.</summary>
    private static int Floor(double value) => (int)Math.Floor(Math.Round(value, 9));
}

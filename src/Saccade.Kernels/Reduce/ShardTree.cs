using System.Numerics;
using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// The order in which the sums of shards are added: neighbours in pairs, then pairs of pairs, and so on; what has no neighbour waits for the next round. So seven
/// are <c>((0 + 1) + (2 + 3)) + ((4 + 5) + 6)</c>, and every aligned group of 2 or 4 is a sum of its own that one process can hand over.
/// </summary>
internal static unsafe class ShardTree
{
    /// <summary>Adds up sums [shards, length] in place; the first is the result.</summary>
    /// <param name="sums">The sums of the shards, in their order.</param>
    /// <param name="length">Numbers of each.</param>
    public static void Add<T>(Span<T> sums, int length)
        where T : IAdditionOperators<T, T, T>
    {
        for (int step = length; step < sums.Length; step *= 2)
        {
            for (int left = 0; left + step < sums.Length; left += 2 * step)
            {
                for (int i = left; i < left + length; i++)
                    sums[i] = sums[i] + sums[i + step];
            }
        }
    }

    /// <summary>
    /// Memory for sums that are made one shard after the other: so many at a time are not yet added to a neighbour. Put the sums of shard k at level
    /// <see cref="Level"/> of [levels, length], then <see cref="Close"/> it; after the last the result is at level 0.
    /// </summary>
    /// <param name="shards">Number of shards.</param>
    public static int Levels(int shards) => shards < 2 ? 1 : BitOperations.Log2((uint)shards) + 1;

    /// <summary>Where the sums of a shard are made while those before it wait.</summary>
    public static int Level(int shard) => BitOperations.PopCount((uint)shard);

    /// <summary>Adds the sums of a shard to those before it that waited for them.</summary>
    /// <param name="levels">[levels, length].</param>
    /// <param name="length">Numbers of each.</param>
    /// <param name="shard">The shard whose sums are complete.</param>
    /// <param name="shards">Number of shards.</param>
    public static void Close(Span<float> levels, int length, int shard, int shards)
    {
        int level = Level(shard), merges = Merges(shard, shards);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels.Length, (level + 1) * length, nameof(levels));
        fixed (float* top = levels)
        {
            // All waiting sums of an element in one go: they are read once.
            if (merges > 0)
                LaneLoop.Run<HardwareWidths, MergeLoop>(new(top + (nint)(level - merges) * length, length, merges), length);
        }
    }

    /// <summary>
    /// The largest sums of the tree that need shards [<paramref name="begin"/>, <paramref name="end"/>) only, in order: what one who has those shards hands over. One sum where
    /// they are half or a quarter of the batch.
    /// </summary>
    /// <param name="shards">Number of shards of the batch.</param>
    /// <param name="begin">First shard.</param>
    /// <param name="end">One past the last shard.</param>
    public static List<(int Begin, int End)> Cover(int shards, int begin, int end)
    {
        List<(int, int)> nodes = [];
        Visit(0, shards);
        return nodes;

        void Visit(int first, int last)
        {
            if (last <= begin || first >= end)
                return;
            if (first >= begin && last <= end)
            {
                nodes.Add((first, last));
                return;
            }

            int middle = Middle(first, last);
            Visit(first, middle);
            Visit(middle, last);
        }
    }

    /// <summary>The order in which sums that cover all shards are added: pairs of their positions, the second being added to the first. The result is at 0.</summary>
    /// <param name="nodes">Sums of the tree, in order, all shards together.</param>
    public static List<(int Into, int From)> Additions(IReadOnlyList<(int Begin, int End)> nodes)
    {
        List<(int, int)> additions = [];
        if (nodes.Count > 0)
            Visit(0, nodes[^1].End, 0);
        return additions;

        int Visit(int first, int last, int node)
        {
            if (nodes[node] == (first, last))
                return node + 1;
            int right = Visit(first, Middle(first, last), node), next = Visit(Middle(first, last), last, right);
            additions.Add((node, right));
            return next;
        }
    }

    /// <summary>Where the two sums meet that a sum of several shards is of.</summary>
    private static int Middle(int first, int last) => first + (1 << BitOperations.Log2((uint)(last - first - 1)));

    /// <summary>How many waiting sums the sums of a shard complete.</summary>
    internal static int Merges(int shard, int shards) => shard == shards - 1 ? Level(shard) : BitOperations.TrailingZeroCount(shard + 1);

    /// <summary><c>first += second + (third + ...)</c>.</summary>
    private readonly struct MergeLoop(float* target, nint length, int merges) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* first = target, last = target + merges * length;
            nint step = length;
            for (; i + V.Count <= end; i += V.Count)
            {
                var sum = V.Load(last + i);
                for (float* level = last - step; level >= first; level -= step)
                    sum = V.Load(level + i) + sum;
                V.Store(sum, first + i);
            }

            return i;
        }
    }
}

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

using System.Runtime.InteropServices;

namespace Saccade.Tensors;

/// <summary>Values that processes hand over beside sums.</summary>
public static class ShardExchange
{
    /// <summary>As many values of each process, in the order of processes.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="exchange">The processes.</param>
    /// <param name="mine">Those of this one; as many in each.</param>
    public static T[] Gather<T>(this IShardExchange exchange, ReadOnlySpan<T> mine)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var all = new T[exchange.Ranks * mine.Length];
        mine.CopyTo(all.AsSpan(exchange.Rank * mine.Length));
        int bytes = MemoryMarshal.AsBytes(mine).Length;
        exchange.Share(MemoryMarshal.AsBytes(all.AsSpan()), [.. Enumerable.Range(0, exchange.Ranks + 1).Select(rank => rank * bytes)]);
        return all;
    }
}

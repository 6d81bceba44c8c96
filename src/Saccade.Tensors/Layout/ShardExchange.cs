using System.Runtime.InteropServices;

namespace Saccade.Tensors;

/// <summary>Exchanges that are ended as soon as they are begun.</summary>
public static class ShardExchange
{
    /// <summary>The number of these; others have larger ones.</summary>
    internal const int AtOnce = 0;

    /// <summary>Hands the part of each process to all others, and returns when all parts are there. All processes call it in the same order.</summary>
    /// <param name="exchange">The processes.</param>
    /// <param name="values">The parts of all processes one after the other; that of this process is filled.</param>
    /// <param name="starts">Where the part of each process starts, and one past the end of the last.</param>
    public static void Share(this IShardExchange exchange, Span<byte> values, ReadOnlySpan<int> starts)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        Span<Range> parts = stackalloc Range[exchange.Ranks];
        parts.Fill(starts[exchange.Rank]..starts[exchange.Rank + 1]);
        exchange.Begin(AtOnce, values, parts, starts);
        exchange.End(AtOnce, values);
    }

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

using System.Globalization;
using System.Runtime.InteropServices;
using Saccade.Events.Datasets;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>Tells copies of a set apart that should be the same: ids, labels, lengths and content of all recordings. Of generated ones, whose content follows from the recipe, some that are spread over the set.</summary>
internal static class SetCheck
{
    private const int Generated = 8;

    /// <summary>A hash that is the same for the same recordings, wherever they lie. What is stored is read once, by several threads; the recordings of a store have hashes there, which are checked whenever one is read.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="busy">Called for each that was read, from any thread.</param>
    /// <param name="parallel">Number of threads, and what stops it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string HashOf(RecordingSet set, Action busy, ParallelOptions parallel)
    {
        int read = set.Items.All(item => item.Length >= 0) ? set.Count : Math.Min(Generated, set.Count);
        byte[][] contents = new byte[read][];
        Parallel.For(0, read, parallel, i =>
        {
            contents[i] = set.Items[(int)((long)i * set.Count / read)].ContentHash();
            busy();
        });
        using ContentHash hash = new();
        foreach (var item in set.Items)
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Label}\n{item.Length}\n"));
        foreach (byte[] content in contents)
            hash.Add(content);
        return hash.FinishText();
    }

    /// <summary>A hash over frames.</summary>
    public static string HashOf(SampleFrames[] frames)
    {
        using ContentHash hash = new();
        foreach (var sample in frames)
            hash.Add(sample.Bytes is { } bytes ? bytes : MemoryMarshal.AsBytes(sample.Floats.AsSpan()));
        return hash.FinishText();
    }
}

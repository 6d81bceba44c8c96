using System.Globalization;
using System.Runtime.InteropServices;
using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>
/// Tells copies of a set apart that should be the same, without reading all of it: ids, labels and lengths of all recordings, and the content of some that are spread over the set.
/// </summary>
internal static class SetCheck
{
    private const int Read = 8;

    /// <summary>A hash that is the same for the same recordings, wherever they lie.</summary>
    public static string HashOf(RecordingSet set)
    {
        using ContentHash hash = new();
        foreach (var item in set.Items)
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Label}\n{item.Length}\n"));
        var events = new EventBuffer();
        for (int i = 0; i < Math.Min(Read, set.Count); i++)
            Add(hash, set.Items[(int)((long)i * set.Count / Math.Min(Read, set.Count))], events);
        return hash.FinishText();
    }

    private static void Add(ContentHash hash, RecordingItem item, EventBuffer events)
    {
        if (item.ReadImage() is { } image)
        {
            hash.Add(image.Samples);
            return;
        }

        events.Clear();
        item.Read(events);
        hash.Add(MemoryMarshal.AsBytes(events.Times)).Add(MemoryMarshal.AsBytes(events.X)).Add(MemoryMarshal.AsBytes(events.Y)).Add(events.Polarities);
    }
}

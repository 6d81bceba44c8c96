using System.Globalization;
using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>SHA-256 over everything that decides the frames of a set: recordings by id, label and identity, and the preparation.</summary>
internal sealed class CacheKey
{
    public const int Length = ContentHash.Length;
    private readonly byte[] _bytes;

    private CacheKey(byte[] bytes, string setName)
    {
        _bytes = bytes;
        SetName = setName;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Only for people who look into the folder.</summary>
    public string SetName { get; }

    public string Hex => Convert.ToHexStringLower(_bytes);

    public static CacheKey Of(RecordingSet set, FramePreparation preparation, SensorSize sensor)
    {
        using ContentHash hash = new();
        hash.Add($"{FrameCacheFile.FormatVersion} {preparation.Key(sensor)}\n");
        foreach (var item in set.Items)
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Label}\n{item.Identity}\n"));
        return new CacheKey(hash.Finish(), set.Name);
    }
}

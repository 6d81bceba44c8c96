using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Saccade.Events.Datasets;
using Saccade.Events.Model;

namespace Saccade.Events.Cache;

/// <summary>SHA-256 over everything that decides the frames of a set: recordings by id, label and identity, and the preparation.</summary>
internal sealed class CacheKey
{
    public const int Length = 32;
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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{FrameCacheFile.FormatVersion} {preparation.Key(sensor)}\n");
        foreach (RecordingItem item in set.Items)
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Label}\n{item.Identity}\n"));
        return new CacheKey(hash.GetHashAndReset(), set.Name);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}

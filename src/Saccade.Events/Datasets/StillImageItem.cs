using System.Security.Cryptography;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>A labelled still image as a member of a data set: it has no events, and is shown to a network as it is.</summary>
internal sealed class StillImageItem(ImageSet images, string part, int index) : RecordingItem($"{part}/{images.Classes[images.Labels[index]]}/{images.IdOf(index)}", part, images.Labels[index])
{
    public override string Identity => images.Identity;

    public override long Length => images.LengthOf(index);

    internal override bool StaysReadable => images.StaysReadable;

    internal override byte[] QuickHash() => images.QuickHash(index);

    /// <summary>All images of a set.</summary>
    public static IEnumerable<StillImageItem> All(ImageSet images, string part) => Enumerable.Range(0, images.Count).Select(i => new StillImageItem(images, part, i));

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
        => throw new DatasetException(Id, "got a still image, expected a recording of events; still images are for training and for networks that were trained on them");

    public override byte[] ContentHash()
    {
        if (images.ContentHash(index) is { } stored)
            return stored;
        var image = ReadImage();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(image.ToString()));
        hash.AppendData(image.Samples);
        return hash.GetHashAndReset();
    }

    internal override RasterImage ReadImage() => images.Get(index).Image;
}

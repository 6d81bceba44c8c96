using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Events.Augment;

/// <summary>Extents of the frames [T, H, W, C] of one sample.</summary>
/// <param name="Steps">Number of frames T, at least 1.</param>
/// <param name="Size">Columns W and rows H.</param>
/// <param name="Channels">Channels C, at least 1.</param>
public readonly record struct FrameShape(int Steps, SensorSize Size, int Channels = FrameBuffer.Channels)
{
    /// <summary>Pixels of all frames, T x H x W.</summary>
    public long Voxels => Steps * Size.Pixels;

    /// <summary>Values of all frames, T x H x W x C.</summary>
    public long Length => Voxels * Channels;

    /// <summary>T x H x W x C, for example <c>[10, 48, 48, 2]</c>.</summary>
    public override string ToString() => $"[{Steps}, {Size.Height}, {Size.Width}, {Channels}]";
}

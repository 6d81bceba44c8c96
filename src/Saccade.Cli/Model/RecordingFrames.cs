using Saccade.Events.Cache;

namespace Saccade.Cli.Model;

/// <summary>Recordings for a plan, one step after the other. For one thread.</summary>
/// <param name="frames">The recordings.</param>
/// <param name="labels">The class of each among the network's.</param>
/// <param name="positions">Which frames of each, in the order of the steps.</param>
internal sealed class RecordingFrames(PreparedFrames frames, IReadOnlyList<int> labels, IReadOnlyList<int> positions)
{
    private readonly float[] _frames = new float[positions.Count * frames.FrameLength];
    private readonly int[] _positions = [.. positions];
    private int _recording = -1;

    /// <summary>Number of recordings.</summary>
    public int Count => frames.Count;

    /// <summary>Time steps of each.</summary>
    public int Steps => _positions.Length;

    /// <summary>The class of each.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>The frame [H, W, C] of a recording and a step; written over when another recording is asked for.</summary>
    public ReadOnlyMemory<float> Frame(int recording, int step)
    {
        if (recording != _recording)
            frames.CopyTo(recording, _positions, _frames, frames.FrameLength);
        _recording = recording;
        return _frames.AsMemory(step * frames.FrameLength, frames.FrameLength);
    }
}

using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Losses;

namespace Saccade.Training.Data;

/// <summary>A batch that was drawn: augmented, and mixed if the recipe says so. Valid until the next one is drawn.</summary>
public sealed class SampleBatch
{
    private static readonly int[] _first = [0];

    private readonly Engine _engine;
    private readonly PreparedFrames _data;
    private readonly int[] _samples;
    private readonly int[] _partners;
    private readonly SampleDraws _draws;
    private readonly FrameBuffers _buffers;
    private readonly Mixing? _mixing;
    private readonly Dictionary<PreparedFrames, float[][]> _made = [];

    internal SampleBatch(Engine engine, PreparedFrames data, int[] samples, int[] partners, SampleDraws draws, int[] labels, FrameBuffers buffers, Mixing? mixing)
    {
        (_engine, _data, _samples, _partners, _draws, _buffers, _mixing) = (engine, data, samples, partners, draws, buffers, mixing);
        int classes = data.Classes.Count;
        if (mixing is null)
        {
            (Labels, Targets) = (labels, ClassTargets.Of(labels, classes));
            return;
        }

        float[] shares = new float[samples.Length], weights = new float[samples.Length * classes];
        _made.Add(data, MixAll(data, 0, shares));
        Labels = [.. samples.Select((_, n) => shares[n] >= 0.5f ? labels[n] : labels[samples.Length + n])];
        for (int n = 0; n < samples.Length; n++)
            new SoftLabel(labels[n], labels[samples.Length + n], shares[n]).CopyTo(weights.AsSpan(n * classes, classes));
        Targets = ClassTargets.Of(samples.Length, weights);
    }

    /// <summary>Number of samples N.</summary>
    public int Count => _samples.Length;

    /// <summary>The samples, by position in the part.</summary>
    public IReadOnlyList<int> Samples => _samples;

    /// <summary>Label of each sample after augmentation (a flip may change one); of a mixed sample the one that weighs more.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>What the answers should be, [N, K].</summary>
    public ClassTargets Targets { get; }

    /// <summary>Frames of the samples.</summary>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    /// <returns>[T, N, H, W, C]; of still images [1, N, H, W, C], which stands for all steps.</returns>
    public Tensor Frames(Tape tape, ReadOnlyMemory<int> positions) => Frames(tape, _data, positions);

    /// <summary>Frames that the same samples have under another preparation, changed and mixed in the same way.</summary>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="data">The same recordings in the same order.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    /// <returns>[T, N, H, W, C]; of still images [1, N, H, W, C], which stands for all steps.</returns>
    public Tensor Frames(Tape tape, PreparedFrames data, ReadOnlyMemory<int> positions)
    {
        ArgumentNullException.ThrowIfNull(data);
        positions = data.Distinct(positions);
        if (_mixing is null && !data.IsOnDemand)
            return FrameTensors.Filled(_engine, tape, data, Count, positions.Length, (n, target, stride) => data.CopyTo(_samples[n], positions.Span, target, stride, MapOf(n, data), _draws.Seen[n]));
        if (!_made.TryGetValue(data, out float[][]? made))
            _made.Add(data, made = _mixing is null ? DecodeAll(data, _made.Count) : MixAll(data, _made.Count, new float[Count]));
        int length = data.FrameLength;
        return FrameTensors.Filled(_engine, tape, data, Count, positions.Length, (n, target, stride) =>
        {
            int offset = _draws.Seen[n].OffsetOf(positions.Span, data.Steps);
            for (int i = 0; i < positions.Length; i++)
                made[n].AsSpan(data.Preparation.IsStill ? 0 : (positions.Span[i] + offset) * length, length).CopyTo(target[(i * stride)..]);
        });
    }

    private PixelMap? MapOf(int index, PreparedFrames data)
    {
        var map = _draws.Maps[index];
        return map.IsIdentity ? null : map.Size == data.Size ? map : throw new ArgumentException($"got an augmentation of frames of {map.Size} for a teacher that sees frames of {data.Size}, expected equal sizes; switch augment off, or train with the teacher's size");
    }

    /// <summary>The frame of every image, decoded once for all who see it.</summary>
    private float[][] DecodeAll(PreparedFrames data, int set)
    {
        float[][] frames = [.. Enumerable.Range(0, Count).Select(n => _buffers.Get(set, 0, n, data.FrameLength))];
        _engine.Run(Count, (n, _) => data.CopyTo(_samples[n], _first, frames[n], data.FrameLength, MapOf(n, data), crop: CropOf(n, data)));
        return frames;
    }

    private CropDraw? CropOf(int index, PreparedFrames data) => data.IsOnDemand ? _draws.Crops[index] : null;

    /// <summary>The mixed frames of every sample, all that differ, and the share of each sample's own label.</summary>
    private float[][] MixAll(PreparedFrames data, int set, float[] shares)
    {
        int[] all = data.Distinct(Enumerable.Range(0, data.Steps).ToArray()).ToArray();
        int length = all.Length * data.FrameLength;
        var shape = new FrameShape(all.Length, data.Size, data.Channels);
        float[][] mixed = new float[Count][], others = new float[Count][];
        for (int n = 0; n < Count; n++)
            (mixed[n], others[n]) = (_buffers.Get(set, 0, n, length), _buffers.Get(set, 1, n, length));
        _engine.Run(Count, (n, _) =>
        {
            data.CopyTo(_samples[n], all, mixed[n], data.FrameLength, MapOf(n, data), _draws.Seen[n], CropOf(n, data));
            data.CopyTo(_partners[n], all, others[n], data.FrameLength, MapOf(Count + n, data), _draws.Seen[Count + n], CropOf(Count + n, data));
            var random = _mixing!.Random(_samples[n]);
            random.NextInt32(0, _data.Count); // the partner
            shares[n] = _mixing.Mix.Mix(ref random, shape, mixed[n], others[n], mixed[n]);
        });
        return mixed;
    }
}

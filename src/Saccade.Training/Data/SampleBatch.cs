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
    private readonly Engine _engine;
    private readonly PreparedFrames _data;
    private readonly int[] _samples;
    private readonly int[] _partners;
    private readonly IReadOnlyList<PixelMap> _maps;
    private readonly EventDraw[] _seen;
    private readonly Mixing? _mixing;
    private readonly Dictionary<PreparedFrames, float[][]> _mixed = [];

    internal SampleBatch(Engine engine, PreparedFrames data, int[] samples, int[] partners, IReadOnlyList<PixelMap> maps, EventDraw[] seen, int[] labels, Mixing? mixing)
    {
        (_engine, _data, _samples, _partners, _maps, _seen, _mixing) = (engine, data, samples, partners, maps, seen, mixing);
        int classes = data.Classes.Count;
        if (mixing is null)
        {
            (Labels, Targets) = (labels, ClassTargets.Of(labels, classes));
            return;
        }

        float[] shares = new float[samples.Length], weights = new float[samples.Length * classes];
        _mixed.Add(data, MixAll(data, 0, shares));
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
    /// <returns>[T, N, H, W, C].</returns>
    public Tensor Frames(Tape tape, ReadOnlyMemory<int> positions) => Frames(tape, _data, positions);

    /// <summary>Frames that the same samples have under another preparation, changed and mixed in the same way.</summary>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="data">The same recordings in the same order.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    /// <returns>[T, N, H, W, C].</returns>
    public Tensor Frames(Tape tape, PreparedFrames data, ReadOnlyMemory<int> positions)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_mixing is null)
            return FrameTensors.Filled(_engine, tape, data, Count, positions.Length, (n, target, stride) => data.CopyTo(_samples[n], positions.Span, target, stride, MapOf(n, data), _seen[n]));
        if (!_mixed.TryGetValue(data, out float[][]? mixed))
            _mixed.Add(data, mixed = MixAll(data, _mixed.Count, new float[Count]));
        int length = data.FrameLength;
        return FrameTensors.Filled(_engine, tape, data, Count, positions.Length, (n, target, stride) =>
        {
            int offset = _seen[n].OffsetOf(positions.Span, data.Steps);
            for (int i = 0; i < positions.Length; i++)
                mixed[n].AsSpan((positions.Span[i] + offset) * length, length).CopyTo(target[(i * stride)..]);
        });
    }

    private PixelMap? MapOf(int index, PreparedFrames data)
    {
        var map = _maps[index];
        return map.IsIdentity ? null : map.Size == data.Size ? map : throw new ArgumentException($"got an augmentation of frames of {map.Size} for a teacher that sees frames of {data.Size}, expected equal sizes; switch augment off, or train with the teacher's size");
    }

    /// <summary>The mixed frames of every sample, all T of them, and the share of each sample's own label.</summary>
    private float[][] MixAll(PreparedFrames data, int set, float[] shares)
    {
        int[] all = [.. Enumerable.Range(0, data.Steps)];
        int length = data.Steps * data.FrameLength;
        var shape = new FrameShape(data.Steps, data.Size, data.Channels);
        float[][] mixed = new float[Count][], others = new float[Count][];
        for (int n = 0; n < Count; n++)
            (mixed[n], others[n]) = (_mixing!.Buffers.Get(set, 0, n, length), _mixing.Buffers.Get(set, 1, n, length));
        _engine.Run(Count, (n, _) =>
        {
            data.CopyTo(_samples[n], all, mixed[n], data.FrameLength, MapOf(n, data), _seen[n]);
            data.CopyTo(_partners[n], all, others[n], data.FrameLength, MapOf(Count + n, data), _seen[Count + n]);
            var random = _mixing!.Random(_samples[n]);
            random.NextInt32(0, _data.Count); // the partner
            shares[n] = _mixing.Mix.Mix(ref random, shape, mixed[n], others[n], mixed[n]);
        });
        return mixed;
    }
}

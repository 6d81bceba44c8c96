using Saccade.Events.Cache;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Training.Benchmarks;

/// <summary>Frames [T, N, H, W, C] with labels, held in memory so that a benchmark times the network alone.</summary>
internal sealed class NetworkInput
{
    /// <summary>Share of the input that is not 0 where frames are drawn at random.</summary>
    public const double UsualDensity = 0.1;

    private readonly float[] _values;
    private readonly int[] _labels;

    private NetworkInput(Shape shape, float[] values, int[] labels) => (Shape, _values, _labels) = (shape, values, labels);

    /// <summary>[T, N, H, W, C].</summary>
    public Shape Shape { get; }

    /// <summary>T, time steps.</summary>
    public int Steps => Shape[0];

    /// <summary>N, samples.</summary>
    public int Samples => Shape[1];

    /// <summary>The frames.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>A class for each sample.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>Random frames of zeros and ones; the same for the same arguments.</summary>
    /// <param name="size">Extents of a frame.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="samples">N, at least 1.</param>
    /// <param name="classes">Labels are 0, 1 ... up to this and again.</param>
    /// <param name="density">Share of the ones.</param>
    /// <param name="seed">Of what is drawn.</param>
    public static NetworkInput Random(FrameSize size, int steps, int samples, int classes, double density = UsualDensity, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var shape = ShapeOf(size, steps, samples);
        var random = new CounterRandom(seed, RandomPurpose.Synthesis);
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() < density ? 1 : 0;
        return new NetworkInput(shape, values, [.. Enumerable.Range(0, samples).Select(n => n % classes)]);
    }

    /// <summary>Frames of recordings.</summary>
    /// <param name="frames">The recordings, all of which are taken.</param>
    /// <param name="labels">The class of each among the network's.</param>
    /// <param name="positions">Which frames of each, in the order of the steps.</param>
    public static NetworkInput Recordings(PreparedFrames frames, IReadOnlyList<int> labels, IReadOnlyList<int> positions)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(positions);
        var shape = ShapeOf(new FrameSize(frames.Size.Height, frames.Size.Width), positions.Count, frames.Count);
        float[] values = new float[shape.Count];
        int[] order = [.. positions];
        for (int n = 0; n < frames.Count; n++)
            frames.CopyTo(n, order, values.AsSpan(n * frames.FrameLength), frames.Count * frames.FrameLength);
        return new NetworkInput(shape, values, [.. labels]);
    }

    /// <summary>The first samples of this input.</summary>
    /// <param name="samples">How many; all if there are no more.</param>
    public NetworkInput First(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (samples >= Samples)
            return this;
        var shape = Shape.With(1, samples);
        float[] values = new float[shape.Count];
        int whole = _values.Length / Steps, part = values.Length / Steps;
        for (int t = 0; t < Steps; t++)
            _values.AsSpan(t * whole, part).CopyTo(values.AsSpan(t * part));
        return new NetworkInput(shape, values, _labels[..samples]);
    }

    /// <summary>A tensor with the frames.</summary>
    public Tensor On(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Constant(Shape, _values);
    }

    private static Shape ShapeOf(FrameSize size, int steps, int samples) => new("TNHWC", steps, samples, size.Height, size.Width, size.Channels);
}

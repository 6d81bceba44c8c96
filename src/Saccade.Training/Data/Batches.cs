using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Data;

/// <summary>
/// Hands out batches of a part as tensors [T, N, H, W, C]. The order of an epoch and the augmentation of a sample follow
/// from seed, phase, epoch and sample alone.
/// </summary>
/// <param name="engine">Runs the copies.</param>
/// <param name="data">The part.</param>
/// <param name="seed">Seed of order and augmentation.</param>
/// <param name="augmentation">Applied in training; the same change for all frames of a sample and for the teacher.</param>
public sealed class Batches(Engine engine, PreparedFrames data, ulong seed, Augmentation augmentation)
{
    private readonly PixelMap[] _maps = [.. Enumerable.Range(0, engine.Threads).Select(_ => new PixelMap(data.Size))];

    /// <summary>Indices of all samples in the order of an epoch.</summary>
    public int[] Order(int phase, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new CounterRandom(seed, RandomPurpose.Order, Key(phase, epoch)).Shuffle<int>(order);
        return order;
    }

    /// <summary>Labels of some samples, after augmentation (a flip may change a label).</summary>
    public int[] Labels(int[] samples, int phase, int epoch)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return [.. samples.Select(sample =>
        {
            _maps[0].Reset();
            return Draw(_maps[0], sample, phase, epoch);
        })];
    }

    /// <summary>Augmented frames of some samples.</summary>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="samples">Which samples.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    /// <param name="phase">Index of the phase.</param>
    /// <param name="epoch">Epoch in the phase.</param>
    public Tensor Frames(Tape tape, int[] samples, int[] positions, int phase, int epoch)
        => Fill(engine, tape, data, samples, positions, (sample, worker) =>
        {
            var map = _maps[worker];
            map.Reset();
            Draw(map, sample, phase, epoch);
            return map;
        });

    /// <summary>Frames of some samples as they are.</summary>
    /// <param name="engine">Runs the copies.</param>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="data">The part.</param>
    /// <param name="samples">Which samples.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    public static Tensor PlainFrames(Engine engine, Tape tape, PreparedFrames data, int[] samples, int[] positions)
        => Fill(engine, tape, data, samples, positions, static (_, _) => null);

    private static Tensor Fill(Engine engine, Tape tape, PreparedFrames data, int[] samples, int[] positions, Func<int, int, PixelMap?> map)
    {
        var shape = new Shape("TNHWC", positions.Length, samples.Length, data.Size.Height, data.Size.Width, 2);
        return tape.Constant(shape, values => engine.Run(samples.Length, (n, worker) =>
            data.CopyTo(samples[n], positions, values.Span[(n * data.FrameLength)..], samples.Length * data.FrameLength, map(samples[n], worker))));
    }

    private static long Key(int phase, int epoch) => ((long)phase << 20) | (uint)epoch;

    private int Draw(PixelMap map, int sample, int phase, int epoch)
    {
        var random = new CounterRandom(seed, RandomPurpose.Augmentation, Key(phase, epoch), sample);
        return augmentation.Draw(ref random, map, data.Labels[sample]);
    }
}

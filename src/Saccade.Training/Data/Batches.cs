using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Kernels.Random;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Data;

/// <summary>
/// Draws batches of a part. The order of an epoch, the augmentation of a sample and what it is mixed with follow from seed, phase, epoch and sample alone. One
/// batch at a time: drawing the next one ends the last.
/// </summary>
/// <param name="engine">Runs the copies.</param>
/// <param name="data">The part.</param>
/// <param name="seed">Seed of order, augmentation and mixing.</param>
/// <param name="augmentation">The same change for all frames of a sample, and for its teachers.</param>
/// <param name="mix">How a sample is mixed with another one of the part; null for no mixing.</param>
/// <param name="events">Which events of a sample are seen; null for all.</param>
/// <param name="crop">Which random part of a still image is seen, of images that are decoded on demand; null for what the preparation shows.</param>
public sealed class Batches(Engine engine, PreparedFrames data, ulong seed, Augmentation augmentation, PairMix? mix = null, EventAugmentation? events = null, RandomCrop? crop = null)
{
    private readonly List<PixelMap> _maps = [];
    private readonly FrameBuffers _buffers = new();

    /// <summary>Whether two draws of a sample in two epochs differ.</summary>
    public bool IsRandom => augmentation is not Augmentation.None || mix is not null || events is { IsNone: false } || crop is not null;

    /// <summary>Indices of all samples in the order of an epoch.</summary>
    public int[] Order(int phase, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new CounterRandom(seed, RandomPurpose.Order, Key(phase, epoch)).Shuffle<int>(order);
        return order;
    }

    /// <summary>Draws a batch: what each sample looks like and what it is to be called, once for the network and all its teachers.</summary>
    /// <param name="samples">Which samples, by position in the part.</param>
    /// <param name="phase">Index of the phase.</param>
    /// <param name="epoch">Epoch in the phase.</param>
    public SampleBatch Draw(int[] samples, int phase, int epoch)
    {
        ArgumentNullException.ThrowIfNull(samples);
        long key = Key(phase, epoch);
        int count = samples.Length, drawn = mix is null ? count : 2 * count;
        while (_maps.Count < drawn)
            _maps.Add(new PixelMap(data.Size));

        // A partner looks as it does when it is drawn itself.
        int[] partners = mix is null ? [] : [.. samples.Select(sample => MixRandom(key, sample).NextInt32(0, data.Count))];
        int[] labels = new int[drawn];
        var seen = new EventDraw[drawn];
        var crops = new CropDraw?[drawn];
        engine.Run(drawn, (i, _) =>
        {
            int sample = i < count ? samples[i] : partners[i - count];
            labels[i] = Draw(_maps[i], sample, key);
            seen[i] = DrawEvents(sample, key);
            crops[i] = crop is null ? null : new CropDraw(crop, new CounterRandom(seed, RandomPurpose.Crop, key, sample));
        });
        return new SampleBatch(engine, data, samples, partners, new SampleDraws(_maps, seen, crops), labels, _buffers, mix is null ? null : new Mixing(mix, sample => MixRandom(key, sample)));
    }

    private static long Key(int phase, int epoch) => ((long)phase << 20) | (uint)epoch;

    private CounterRandom MixRandom(long key, int sample) => new(seed, RandomPurpose.Mixing, key, sample);

    private EventDraw DrawEvents(int sample, long key)
    {
        if (events is null or { IsNone: true })
            return EventDraw.Nothing;
        var random = new CounterRandom(seed, RandomPurpose.Events, key, sample);
        return events.Draw(ref random);
    }

    private int Draw(PixelMap map, int sample, long key)
    {
        map.Reset();
        var random = new CounterRandom(seed, RandomPurpose.Augmentation, key, sample);
        return augmentation.Draw(ref random, map, data.Labels[sample]);
    }
}

/// <summary>How the samples of a batch are mixed.</summary>
/// <param name="Mix">The rule.</param>
/// <param name="Random">The stream of a sample; its first number has chosen the partner.</param>
internal sealed record Mixing(PairMix Mix, Func<int, CounterRandom> Random);

/// <summary>What was drawn for each sample of a batch, those they are mixed with behind them.</summary>
/// <param name="Maps">Where values go.</param>
/// <param name="Seen">Which events are seen.</param>
/// <param name="Crops">Which part of an image is seen; null for what the preparation shows.</param>
internal sealed record SampleDraws(IReadOnlyList<PixelMap> Maps, EventDraw[] Seen, CropDraw?[] Crops);

/// <summary>Memory for frames that are made once for all who see them: mixed, or decoded on demand. Used again for every batch.</summary>
internal sealed class FrameBuffers
{
    private readonly Dictionary<(int Set, int Role, int Sample), float[]> _buffers = [];

    /// <summary>The buffer of a role of a sample.</summary>
    public float[] Get(int set, int role, int sample, int length)
    {
        if (!_buffers.TryGetValue((set, role, sample), out float[]? buffer) || buffer.Length != length)
            _buffers[(set, role, sample)] = buffer = new float[length];
        return buffer;
    }
}

using System.Buffers;
using Saccade.Events.Augment;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Events.Cache;

/// <summary>
/// Frames of all recordings of a set, N samples of [T, H, W, C], ready for a training loop: in memory, or of still images decoded
/// whenever they are asked for (<see cref="PrepareOptions.OnDemand"/>). Immutable; safe for use by several threads.
/// </summary>
public sealed class PreparedFrames
{
    private readonly SampleFrames[]? _samples; // null where images are decoded when they are asked for
    private readonly IReadOnlyList<RecordingItem> _items;
    private readonly float[] _factors;

    internal PreparedFrames(RecordingSet set, FramePreparation preparation, SensorSize size, SampleFrames[]? samples, PreparationReport report, CacheReport cache)
    {
        (_samples, _items) = (samples, samples is null ? set.Items : []);
        _factors = preparation.IsStill || !preparation.Counts.NeedsRecording() ? [] : [.. samples!.Select(s => s.FactorOf(preparation.Counts))];
        Name = set.Name;
        Classes = set.Classes;
        Labels = set.Labels;
        Ids = [.. set.Items.Select(i => i.Id)];
        SetHash = set.Hash;
        Preparation = preparation;
        Size = size;
        Steps = preparation.StepCount;
        Report = report;
        Cache = cache;
    }

    /// <summary>Name of the set, for example <c>train</c>.</summary>
    public string Name { get; }

    /// <summary>Number of samples N.</summary>
    public int Count => Ids.Count;

    /// <summary>Whether images are decoded whenever they are asked for; they are not held in memory then.</summary>
    public bool IsOnDemand => _samples is null;

    /// <summary>Number of frames T of each sample.</summary>
    public int Steps { get; }

    /// <summary>Columns W and rows H of a frame.</summary>
    public SensorSize Size { get; }

    /// <summary>Values in one frame: H x W x C.</summary>
    public int FrameLength => Size.Height * Size.Width * Channels;

    /// <summary>Channels C of a frame: 2 for events, OFF and ON, or 1 for both; 1 or 3 for still images.</summary>
    public int Channels => Preparation.Channels;

    /// <summary>Names of the classes; a label is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Label of each sample.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Stable id of each sample.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Hash of ids and labels of the set.</summary>
    public string SetHash { get; }

    /// <summary>How the frames were made.</summary>
    public FramePreparation Preparation { get; }

    /// <summary>What happened to the events.</summary>
    public PreparationReport Report { get; }

    /// <summary>Whether the frames came from a cache, and what happened to it.</summary>
    public CacheReport Cache { get; }

    /// <summary>Those of some frames that differ: of still images, which are the same at every step, the first alone.</summary>
    /// <param name="frames">Indices of frames.</param>
    public ReadOnlyMemory<int> Distinct(ReadOnlyMemory<int> frames) => Preparation.IsStill && frames.Length > 1 ? frames[..1] : frames;

    /// <summary>Prepares all recordings of a set, on several cores; the result does not depend on their number.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="preparation">How they become frames.</param>
    /// <param name="options">Threads, progress, cache; null for the defaults.</param>
    /// <param name="cancellation">Stops the preparation.</param>
    /// <exception cref="ArgumentException">The preparation is not sound; the message lists all problems.</exception>
    /// <exception cref="EventFormatException">The bytes of a recording are not what their format promises.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PreparedFrames Prepare(
        RecordingSet set, FramePreparation preparation, PrepareOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(preparation);
        return new FramePreparer(set, preparation, options ?? new PrepareOptions(), cancellation).Run();
    }

    /// <summary>Copies frames of a sample, one after the other.</summary>
    /// <param name="sample">Sample, 0 to N - 1.</param>
    /// <param name="frames">Indices of the frames, in the order of the result.</param>
    /// <param name="destination">Receives [frames, H, W, C].</param>
    /// <exception cref="ArgumentOutOfRangeException">Sample or frame does not exist.</exception>
    /// <exception cref="ArgumentException">The destination does not have the expected length.</exception>
    public void CopyTo(int sample, ReadOnlySpan<int> frames, Span<float> destination)
    {
        if (destination.Length != (long)frames.Length * FrameLength)
            throw new ArgumentException($"{frames.Length} frames of {Size} have {(long)frames.Length * FrameLength} values, got room for {destination.Length}", nameof(destination));
        CopyTo(sample, frames, destination, FrameLength);
    }

    /// <summary>Copies frames of a sample into a batch, whose frames of one sample lie apart.</summary>
    /// <param name="sample">Sample, 0 to N - 1.</param>
    /// <param name="frames">Indices of the frames, in the order of the result.</param>
    /// <param name="destination">
    /// Begins at the sample's place in the first frame of a batch [T, N, H, W, C]; nothing but the frames is written.
    /// </param>
    /// <param name="frameStride">Values from one frame to the next in the destination: N x H x W x C for such a batch.</param>
    /// <param name="map">Where values go on the way; null for where they are.</param>
    /// <param name="events">Which events are seen on the way, and how many frames later.</param>
    /// <param name="crop">Which random part of a still image is seen; only where images are decoded on demand, since others are held as their frames.</param>
    /// <exception cref="ArgumentOutOfRangeException">Sample or frame does not exist, or the stride is below a frame.</exception>
    /// <exception cref="EventFormatException">An image that is decoded on demand is damaged.</exception>
    /// <exception cref="IOException">An image that is decoded on demand cannot be read.</exception>
    /// <exception cref="ArgumentException">The destination is too short, or the map is for frames of another size.</exception>
    public void CopyTo(int sample, ReadOnlySpan<int> frames, Span<float> destination, int frameStride, PixelMap? map = null, EventDraw? events = null, CropDraw? crop = null)
    {
        DatasetExtensions.CheckIndex(sample, Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameStride, FrameLength);
        if (frames.IsEmpty)
            return;
        long needed = (long)(frames.Length - 1) * frameStride + FrameLength;
        if (destination.Length < needed)
            throw new ArgumentException($"{frames.Length} frames at stride {frameStride} need room for {needed} values, got {destination.Length}", nameof(destination));
        if (map is not null && map.Size != Size)
            throw new ArgumentException($"the frames are {Size}, the augmentation is for {map.Size}", nameof(map));

        if (crop is not null && !IsOnDemand)
            throw new InvalidOperationException("got a part of an image that is held as its frame, expected frames that are decoded on demand");
        if (IsOnDemand)
        {
            CopyImage(SampleFrames.OfImage(_items[sample], Preparation, crop), frames, destination, frameStride, map);
            return;
        }

        int offset = events?.OffsetOf(frames, Steps) ?? 0;
        for (int i = 0; i < frames.Length; i++)
        {
            DatasetExtensions.CheckIndex(frames[i], Steps);
            var target = destination.Slice(i * frameStride, FrameLength);
            if (!Preparation.IsStill && events is { ChangesFrames: true } draw)
                CopyChanged(sample, frames[i] + offset, target, map, draw);
            else
                Copy(_samples![sample], FactorOf(sample), Preparation.IsStill ? 0 : (frames[i] + offset) * FrameLength, target, map);
        }
    }

    /// <summary>One image at every step.</summary>
    private void CopyImage(SampleFrames image, ReadOnlySpan<int> frames, Span<float> destination, int frameStride, PixelMap? map)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            DatasetExtensions.CheckIndex(frames[i], Steps);
            Copy(image, 1, 0, destination.Slice(i * frameStride, FrameLength), map);
        }
    }

    private void Copy(SampleFrames source, float factor, int start, Span<float> target, PixelMap? map)
    {
        if (map is not { IsIdentity: false })
        {
            source.CopyTo(start, target, Preparation, factor);
        }
        else if (source.Bytes is { } bytes)
        {
            map.Apply(bytes.AsSpan(start, FrameLength), target, Preparation.Shown, Channels);
            for (int i = 0; factor != 1 && i < target.Length; i++)
                target[i] *= factor;
        }
        else
        {
            map.Apply(source.Floats.AsSpan(start, FrameLength), target, Channels);
            Preparation.Counts.Apply(target, factor);
        }
    }

    private void CopyChanged(int sample, int frame, Span<float> target, PixelMap? map, EventDraw draw)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(FrameLength);
        var counts = rented.AsSpan(0, FrameLength);
        _samples![sample].CountsTo(frame * FrameLength, counts);
        draw.Apply(frame, counts);
        if (map is null)
            counts.CopyTo(target);
        else
            map.Apply(counts, target, Channels);
        Preparation.Counts.Apply(target, FactorOf(sample));
        ArrayPool<float>.Shared.Return(rented);
    }

    private float FactorOf(int sample) => _factors.Length == 0 ? 1 : _factors[sample];

    /// <summary>All frames of a sample as a buffer of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sample does not exist.</exception>
    /// <exception cref="InvalidOperationException">The samples are still images, or have one channel for both polarities.</exception>
    public FrameBuffer Frames(int sample)
    {
        DatasetExtensions.CheckIndex(sample, Count);
        if (Preparation.IsStill)
            throw new InvalidOperationException("the samples are still images, which are no frames of event counts; copy their values with CopyTo");
        if (Channels != FrameBuffer.Channels)
            throw new InvalidOperationException("the samples have one channel for both polarities, which a buffer of OFF and ON counts cannot hold; copy their values with CopyTo");
        FrameBuffer frames = new(Steps, Size);
        _samples![sample].CopyTo(0, frames.Values, Preparation, FactorOf(sample));
        return frames;
    }
}

/// <summary>How a preparation is carried out; nothing here changes the frames.</summary>
public sealed record PrepareOptions
{
    /// <summary>Number of recordings prepared at once; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Told after each recording; called from several threads, never at the same time, with rising counts.</summary>
    public Action<PreparationProgress>? Progress { get; init; }

    /// <summary>
    /// Whether still images are decoded whenever they are asked for, by the threads that ask, instead of now: for sets that are larger than memory. A damaged one is met when it is asked for. Recordings are prepared as ever.
    /// </summary>
    public bool OnDemand { get; init; }

    /// <summary>Where prepared frames are kept; null to keep none.</summary>
    public FrameCache? Cache { get; init; }

    /// <summary>Processes that prepare the set together, each reading every so many-th recording; null for this one alone.</summary>
    public IPreparationGroup? Group { get; init; }
}

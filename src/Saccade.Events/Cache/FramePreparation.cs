using System.Globalization;
using Saccade.Events.Augment;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;

namespace Saccade.Events.Cache;

/// <summary>How recordings become frames [T, H, W, C]: everything that decides their values.</summary>
public sealed record FramePreparation
{
    /// <summary>Changes when the same inputs give other frames, so that old caches are not used.</summary>
    public const int Version = 1;

    /// <summary>How recordings are cut into frames.</summary>
    public required Slicing Slicing { get; init; }

    /// <summary>Another size for the frames; null for the sensor's own.</summary>
    public Resize? Resize { get; init; }

    /// <summary>What fills the frame: the sensor, or the part of it on which the recording has events.</summary>
    public FrameFit Fit { get; init; }

    /// <summary>What is handed out for a count of events. Caches hold counts, so that this changes none.</summary>
    public CountScale Counts { get; init; }

    /// <summary>The sensor; null for the one the data set names.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>
    /// Number of frames T when the slicing does not fix it: shorter recordings get empty frames at the end, longer ones lose
    /// their last frames, and the report counts both. Null when the slicing fixes T.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>What becomes of the two polarities of events.</summary>
    public PolarityRule Polarity { get; init; }

    /// <summary>Channels of a frame: for events those of the polarity; 1 (grey) or 3 (red, green, blue) for still images, together with separate polarities.</summary>
    public int Channels { get => Polarity == PolarityRule.Separate ? field : Polarity.Channels(); init; } = FrameBuffer.Channels;

    /// <summary>Whether the samples are still images: each is resized, shown as its values divided by 255, and every one of the T frames is the image itself.</summary>
    public bool IsStill => Channels != Polarity.Channels();

    /// <summary>The smallest <see cref="Crop"/>.</summary>
    public const double SmallestCrop = 0.01;

    /// <summary>
    /// The share of an image's shorter side that a frame shows of the middle, <see cref="SmallestCrop"/> to 1, with the aspect ratio kept (<see cref="ImageBox.Middle"/>); null for the whole image, whose aspect ratio is not kept. Still images only.
    /// </summary>
    public double? Crop { get; init; }

    /// <summary>All problems, one sentence each; none when the preparation is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (Sensor is { IsValid: false })
            problems.Add($"sensor: expected 1 to {SensorSize.MaxExtent} columns and rows, got {Sensor}");
        if (Slicing is null)
            problems.Add("slicing: none given");
        else if (Slicing.FixedSteps is null && Steps is null)
            problems.Add($"steps: slicing {Slicing} gives recordings different numbers of frames, so the number T to keep must be given");
        else if (Slicing.FixedSteps is { } fixedSteps && Steps is { } given && given != fixedSteps)
            problems.Add($"steps: slicing {Slicing} gives {fixedSteps} frames, so {given} cannot be asked for");
        if (Fit == FrameFit.Recording && Resize is null)
            problems.Add("fit: recordings of different extents need a resize to become frames of one size");
        if (Channels is < 1 or > 3)
            problems.Add($"channels: expected 2 for events, 1 or 3 for still images, got {Channels}");
        if (IsStill && Resize is null)
            problems.Add("resize: still images need one, since they may be of different sizes");
        if (!IsStill && (Resize is Resize.Smooth || Crop is not null))
            problems.Add("resize: a smooth resize and a crop are for still images; events are counted");
        if (Crop is not null && (Crop is not (>= SmallestCrop and <= 1) || Resize is not Resize.Smooth))
            problems.Add($"crop: expected {SmallestCrop} to 1 with a smooth resize, got {Crop} with {Resize}");
        if (Steps < 1)
            problems.Add($"steps: expected at least 1, got {Steps}");
        return problems;
    }

    /// <summary>Everything that decides the values in one line; stable, part of the key of cached frames.</summary>
    /// <param name="sensor">The sensor in effect.</param>
    internal string Key(SensorSize sensor) => $"frames v{Version} {Slicing.Key} steps {StepCount} {Resize?.Key ?? "full"}{(Fit == FrameFit.Recording ? " fitted" : "")}{(IsStill ? $" still {Channels}" : "")}{(Crop is { } crop ? string.Create(CultureInfo.InvariantCulture, $" crop {crop:R}") : "")}{(Polarity == PolarityRule.Separate ? "" : Polarity == PolarityRule.Merged ? " merged" : " signed")} sensor {sensor}";

    /// <summary>Whether its frames hold those of another preparation of the same images: the same part of them in the same extents, shown at least as often.</summary>
    /// <param name="other">The other preparation.</param>
    public bool Shows(FramePreparation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsStill && other.IsStill && (Channels, Resize, Crop) == (other.Channels, other.Resize, other.Crop) && StepCount >= other.StepCount;
    }

    /// <summary>Frames of a sample that are kept: of a still image one stands for all.</summary>
    internal int StoredSteps => IsStill ? 1 : StepCount;

    /// <summary>The frame that a still image becomes; every one of the T frames is this one.</summary>
    /// <param name="image">The image, of any size and channels.</param>
    /// <returns>Values from 0 to 1, [H, W, C].</returns>
    /// <exception cref="InvalidOperationException">The preparation is for recordings of events.</exception>
    public float[] FrameOf(RasterImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!IsStill)
            throw new InvalidOperationException("got a still image for a preparation of 2 channels, expected 1 or 3 channels: 2 are for recordings of events");
        return [.. Stored(image).Select(value => _brightness[value])];
    }

    /// <summary>The bytes that are kept of a still image, [H, W, C].</summary>
    /// <param name="image">The image.</param>
    /// <param name="drawn">The random part of it that is seen; null for what the preparation shows.</param>
    internal byte[] Stored(RasterImage image, CropDraw? drawn = null)
    {
        var box = drawn?.Of(image.Width, image.Height) ?? (Crop is { } share ? ImageBox.Middle(image.Width, image.Height, Resize!.Size, share) : null);
        return ImageScaling.Resized(image.WithChannels(Channels), Resize!, box);
    }

    /// <summary>What a network is shown for each stored byte.</summary>
    internal ReadOnlySpan<float> Shown => IsStill ? _brightness : Counts.OfBytes();

    private static readonly float[] _brightness = [.. Enumerable.Range(0, 256).Select(v => v / 255f)];

    internal int StepCount => Slicing.FixedSteps ?? Steps ?? 0;
}

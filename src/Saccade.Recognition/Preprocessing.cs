using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Networks;

namespace Saccade.Recognition;

/// <summary>How a recording becomes the frames that a network was trained on: everything that must be repeated to use it.</summary>
public sealed record Preprocessing
{
    /// <summary>Frames that a recording is cut into, T.</summary>
    public required int Frames { get; init; }

    /// <summary>How it is cut.</summary>
    public required FrameSlicing Cut { get; init; }

    /// <summary>What a slice of a fixed amount holds: microseconds, or events; 0 where a fixed number of slices shares the recording.</summary>
    public long Slice { get; init; }

    /// <summary>Which of those frames the network sees, in the order of its steps, from 0.</summary>
    public required IReadOnlyList<int> Positions { get; init; }

    /// <summary>Columns of the sensor that the network was trained for.</summary>
    public required int SensorWidth { get; init; }

    /// <summary>Rows of that sensor.</summary>
    public required int SensorHeight { get; init; }

    /// <summary>How frames come to the extents of the network's input.</summary>
    public required FrameResize Scaling { get; init; }

    /// <summary>How many slices of the recording a frame shows, the last of them its own; 1 when frames do not overlap.</summary>
    public int Window { get; init; } = 1;

    /// <summary>What fills the frame.</summary>
    public FrameFit Fit { get; init; }

    /// <summary>What the network is shown for a count of events.</summary>
    public CountScale Counts { get; init; }

    /// <summary>What the channels of a frame hold.</summary>
    public FrameChannels Channels { get; init; }

    /// <summary>How many slices and pixels of the recording become one of a frame.</summary>
    public Compression Compression { get; init; } = Compression.None;

    /// <summary>The share of a still image's shorter side that a frame shows of its middle, <see cref="FramePreparation.SmallestCrop"/> to 1; null for the whole image, whose aspect ratio is not kept.</summary>
    public double? Crop { get; init; }

    /// <summary>Whole recordings, or images of any size, as frames of a network that comes without a recipe.</summary>
    /// <param name="input">Extents of the network's input: of 1 and 3 channels images, of 2 events of a sensor of its size.</param>
    /// <param name="steps">Time steps, at least 1.</param>
    /// <param name="crop">The <see cref="Crop"/> of images.</param>
    public static Preprocessing OfWhole(FrameSize input, int steps, double? crop = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Preprocessing
        {
            Frames = steps,
            Cut = FrameSlicing.Number,
            Positions = [.. Enumerable.Range(0, steps)],
            SensorWidth = input.Width,
            SensorHeight = input.Height,
            Scaling = FrameRules.ChannelsOf(input.Channels).AreOfImages() ? FrameResize.Smooth : FrameResize.Binned,
            Crop = crop,
            Channels = FrameRules.ChannelsOf(input.Channels),
        };
    }

    /// <summary>How recordings become the frames of a model.</summary>
    /// <param name="input">Extents of the network's input.</param>
    public FramePreparation Preparation(FrameSize input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new FramePreparation
        {
            Slicing = Cut.Rule(Frames, Window, Compression.Time, Slice),
            Steps = Cut.HasFixedAmount ? Frames : null,
            Fit = Fit,
            Counts = Counts,
            Crop = Crop,
            Channels = input.Channels,
            Polarity = Channels.Polarity(),
            Sensor = new SensorSize(SensorWidth, SensorHeight),
            Resize = (Scaling == FrameResize.None && Compression.Space > 1 ? FrameResize.Binned : Scaling).To(input.Width, input.Height),
        };
    }
}

/// <summary>How a recording is cut into T frames.</summary>
public enum FrameSlicing
{
    /// <summary>Frames hold equal numbers of events; known as <c>split_by='number'</c>.</summary>
    Number,

    /// <summary>Frames last equally long; known as <c>split_by='time'</c>.</summary>
    Time,

    /// <summary>
    /// Frames last a fixed time from the first event on, so that a frame is known when it ends and not only when the recording does: what can run on a stream. Of a longer recording the frames after the T-th are not seen, of a
    /// shorter one they are empty.
    /// </summary>
    Duration,

    /// <summary>Frames hold a fixed number of events, otherwise like <see cref="Duration"/>.</summary>
    Count,
}

/// <summary>How frames of the sensor become frames of the network.</summary>
public enum FrameResize
{
    /// <summary>They have its size.</summary>
    None,

    /// <summary>Counts of the nearest sensor pixel; drops events where the input is smaller. What the published code does.</summary>
    Nearest,

    /// <summary>Every event falls into the pixel that covers it, so no event is lost or counted twice; of still images the mean of the pixels.</summary>
    Binned,

    /// <summary>Bilinear, over all pixels that a target pixel covers; of still images only.</summary>
    Smooth,
}

/// <summary>What the channels of a frame hold.</summary>
public enum FrameChannels
{
    /// <summary>Counts of OFF events, then of ON events.</summary>
    OffOnCounts,

    /// <summary>Brightness of a still image, 0 to 1.</summary>
    Grey,

    /// <summary>Red, green and blue of a still image, 0 to 1.</summary>
    RedGreenBlue,

    /// <summary>Counts of all events.</summary>
    MergedCounts,

    /// <summary>Counts of ON events less those of OFF events.</summary>
    SignedCounts,
}

/// <summary>From the words of a card or a recipe to the rules that make frames.</summary>
public static class FrameRules
{
    extension(FrameSlicing slicing)
    {
        /// <summary>Whether a slice holds a fixed amount, so that it is known before the recording ends.</summary>
        public bool HasFixedAmount => slicing is FrameSlicing.Duration or FrameSlicing.Count;
    }

    /// <summary>The rule that cuts recordings into frames.</summary>
    /// <param name="slicing">By numbers of events or by time.</param>
    /// <param name="frames">T, frames of a recording.</param>
    /// <param name="window">Slices that a frame shows, the last of them its own.</param>
    /// <param name="together">r_t, fine slices that make a slice.</param>
    /// <param name="slice">Microseconds or events of a fine slice of a fixed amount, at least 1 for those.</param>
    /// <exception cref="ArgumentOutOfRangeException">A fixed amount is below 1.</exception>
    public static Slicing Rule(this FrameSlicing slicing, int frames, int window, int together = 1, long slice = 0)
    {
        int fine = checked(frames * together);
        var slices = new Compression(together, 1).Of(slicing switch
        {
            FrameSlicing.Time => new Slicing.ByTime(fine),
            FrameSlicing.Duration => new Slicing.Duration(slice) { Most = fine + 1 }, // the last has what the network does not see
            FrameSlicing.Count => new Slicing.Count((int)Math.Min(slice, int.MaxValue)),
            _ => new Slicing.ByNumber(fine),
        });
        return window > 1 ? new Slicing.Trailing(slices, window) : slices;
    }

    /// <summary>The rule that resizes frames; null for none.</summary>
    /// <param name="resize">The method.</param>
    /// <param name="width">Columns of the network's input.</param>
    /// <param name="height">Rows of the network's input.</param>
    public static Resize? To(this FrameResize resize, int width, int height) => resize switch
    {
        FrameResize.None => null,
        FrameResize.Nearest => new Resize.Nearest(width, height),
        FrameResize.Smooth => new Resize.Smooth(width, height),
        _ => new Resize.Binned(width, height),
    };

    /// <summary>What so many channels hold.</summary>
    /// <param name="count">Channels of a frame: with separate polarities 2 are of events, 1 and 3 of still images.</param>
    /// <param name="polarity">What becomes of the polarities of events.</param>
    public static FrameChannels ChannelsOf(int count, PolarityRule polarity = PolarityRule.Separate) => (polarity, count) switch
    {
        (PolarityRule.Merged, _) => FrameChannels.MergedCounts,
        (PolarityRule.Signed, _) => FrameChannels.SignedCounts,
        (_, 1) => FrameChannels.Grey,
        (_, 3) => FrameChannels.RedGreenBlue,
        _ => FrameChannels.OffOnCounts,
    };

    /// <summary>What becomes of the polarities of events; of still images separate, since they have none.</summary>
    public static PolarityRule Polarity(this FrameChannels channels) => channels switch
    {
        FrameChannels.MergedCounts => PolarityRule.Merged,
        FrameChannels.SignedCounts => PolarityRule.Signed,
        _ => PolarityRule.Separate,
    };

    /// <summary>Whether the channels are those of still images.</summary>
    public static bool AreOfImages(this FrameChannels channels) => channels is FrameChannels.Grey or FrameChannels.RedGreenBlue;
}

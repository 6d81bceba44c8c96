using System.Globalization;
using System.Text.RegularExpressions;
using Saccade.Events.Frames;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>How a recording becomes T frames of height x width x channels, and how they are shared between a network that sees frames and one that spikes.</summary>
public sealed record FrameRecipe
{
    /// <summary>T, the number of frames.</summary>
    public int Count { get; init; } = 10;

    /// <summary>How the recording is cut.</summary>
    public FrameSlicing Slicing { get; init; } = FrameSlicing.Number;

    /// <summary>Microseconds or events of a slice where the slicing is by a fixed amount; 0 else.</summary>
    public int Slice { get; init; }

    /// <summary>Height of the network's input in pixels; frames of another size are resized.</summary>
    public int Height { get; init; } = 34;

    /// <summary>Width of the network's input in pixels.</summary>
    public int Width { get; init; } = 34;

    /// <summary>Channels of a frame: 2 for events, OFF and ON, or 1 with both in it; 1 or 3 for still images, grey or red, green and blue.</summary>
    public int Channels { get; init; } = FrameBuffer.Channels;

    /// <summary>What becomes of the two polarities of events.</summary>
    public PolarityRule Polarity { get; init; }

    /// <summary>r_t and r_s: how many slices and pixels of the recording become one of a frame.</summary>
    public Compression Compression { get; init; } = Compression.None;

    /// <summary>Whether frames are still images.</summary>
    public bool IsStill => Channels != Polarity.Channels();

    /// <summary>How frames of another size are resized.</summary>
    public FrameResize Resize { get; init; } = FrameResize.Nearest;

    /// <summary>Still images: the share of the shorter side that a frame shows of the middle, 0 to 1; 0 for the whole image, whose aspect ratio is not kept.</summary>
    public double Crop { get; init; }

    /// <summary>Still images: whether they are decoded whenever they are drawn, instead of being held in memory.</summary>
    public bool OnDemand { get; init; }

    /// <summary>What fills the frame: the sensor, or what the recording covers of it.</summary>
    public FrameFit Fit { get; init; }

    /// <summary>What the network is shown for a count of events.</summary>
    public CountScale Counts { get; init; }

    /// <summary>How many slices of the recording a frame shows, the last of them its own; above 1 frames overlap.</summary>
    public int Window { get; init; } = 1;

    /// <summary>How the frames are shared between the quantised and the spiking network.</summary>
    public FrameDivision Partition { get; init; } = FrameDivision.Leading;

    /// <summary>T_A, the number of frames of the quantised network. Not given, it is what <see cref="Snn"/> leaves, or half of T, rounded up.</summary>
    public int Ann { get; init; } = 5;

    /// <summary>T_S, the number of frames of the spiking network. Not given, it is what <see cref="Ann"/> leaves.</summary>
    public int Snn { get; init; } = 5;

    /// <summary>Positions of the frames that a selection means, ascending, from 0.</summary>
    public ValueList<int> Positions(FrameSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return selection.Positions(this);
    }
}

/// <summary>Which of the T frames the quantised network (ann) and the spiking network (snn) see.</summary>
public enum FrameDivision
{
    /// <summary>The first <c>ann</c> frames and the <c>snn</c> frames after them; the frames after those are seen by neither (HSD, section 5.1).</summary>
    Leading,

    /// <summary>Frames 0, 2, 4, ... for ann and 1, 3, 5, ... for snn.</summary>
    Interleaved,
}

/// <summary>Which frames of a recording a network sees: a share that the recipe's frames name, or a range of its own.</summary>
public abstract partial record FrameSelection
{
    private FrameSelection()
    {
    }

    /// <summary>The frames of the quantised network.</summary>
    public static FrameSelection Ann { get; } = new AnnShare();

    /// <summary>The frames of the spiking network.</summary>
    public static FrameSelection Snn { get; } = new SnnShare();

    /// <summary>All T frames.</summary>
    public static FrameSelection All { get; } = new Everything();

    /// <summary>How a selection is written: <c>ann</c>, <c>snn</c>, <c>all</c>, or a range such as <c>6-10</c> or <c>0-14/2</c>, every second.</summary>
    public static Kind<FrameSelection> Kind { get; } = new SelectionKind();

    /// <summary>A range of frames.</summary>
    /// <param name="first">Position of the first, from 0.</param>
    /// <param name="last">Position of the last, not below the first.</param>
    /// <param name="stride">From one to the next, at least 1.</param>
    public static FrameSelection Range(int first, int last, int stride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        return new Run(first, last, stride);
    }

    /// <summary>As it is written in a recipe.</summary>
    public abstract override string ToString();

    /// <summary>The last position of a range; null for a share.</summary>
    internal virtual int? LastNamed => null;

    internal abstract ValueList<int> Positions(FrameRecipe frames);

    private static ValueList<int> Every(int first, int count, int stride = 1) => [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => first + i * stride)];

    private sealed record AnnShare : FrameSelection
    {
        public override string ToString() => "ann";

        internal override ValueList<int> Positions(FrameRecipe frames) => Every(0, frames.Ann, frames.Partition == FrameDivision.Leading ? 1 : 2);
    }

    private sealed record SnnShare : FrameSelection
    {
        public override string ToString() => "snn";

        internal override ValueList<int> Positions(FrameRecipe frames)
            => frames.Partition == FrameDivision.Leading ? Every(frames.Ann, frames.Snn) : Every(1, frames.Snn, 2);
    }

    private sealed record Everything : FrameSelection
    {
        public override string ToString() => "all";

        internal override ValueList<int> Positions(FrameRecipe frames) => Every(0, frames.Count);
    }

    private sealed record Run(int First, int Last, int Stride) : FrameSelection
    {
        internal override int? LastNamed => Last;

        public override string ToString() => Stride == 1 ? $"{First}-{Last}" : $"{First}-{Last}/{Stride}";

        internal override ValueList<int> Positions(FrameRecipe frames) => Every(First, (Math.Min(Last, frames.Count - 1) - First) / Stride + 1, Stride);
    }

    private sealed partial class SelectionKind() : ScalarKind<FrameSelection>("ann | snn | all | a range of frames such as 6-10, or 0-14/2 for every second")
    {
        public override Node Write(FrameSelection value) => ScalarNode.OfText(value.ToString());

        public override bool TryParse(ScalarNode scalar, out FrameSelection value)
        {
            value = scalar.Text switch { "ann" => Ann, "snn" => Snn, _ => All };
            if (scalar.Text is "ann" or "snn" or "all")
                return true;
            var match = Pattern().Match(scalar.Text);
            if (!match.Success)
                return false;
            int Number(string group, int otherwise) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : otherwise;
            int first = Number("first", 0), last = Number("last", first), stride = Number("stride", 1);
            value = last >= first && stride >= 1 ? Range(first, last, stride) : All;
            return last >= first && stride >= 1;
        }

        public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => new TextKind(Expected, Shape()).ToJsonSchema(definitions);

        // What the schema of an editor holds: it knows no named groups in every dialect.
        [GeneratedRegex(@"\A(ann|snn|all|[0-9]{1,5}(-[0-9]{1,5}(/[0-9]{1,5})?)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
        private static partial Regex Shape();

        [GeneratedRegex(@"\A(?<first>[0-9]{1,5})(-(?<last>[0-9]{1,5})(/(?<stride>[0-9]{1,5}))?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
        private static partial Regex Pattern();
    }
}

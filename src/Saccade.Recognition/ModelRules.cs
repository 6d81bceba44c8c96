using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Networks;
using Saccade.Networks.Files;

namespace Saccade.Recognition;

/// <summary>What must hold of the numbers in a model file before memory is set aside for what they say.</summary>
internal static class ModelRules
{
    /// <summary>Characters of a network's description; real ones have some thousands.</summary>
    public const int LongestDescription = 1 << 20;

    /// <summary>Frames of a recording, and steps of a network.</summary>
    public const int MostFrames = 4096;

    private const int MostPixels = 1 << 24, MostValues = 1 << 28, Spare = 1 << 20;

    /// <summary>
    /// The most parameters that a network is built with for a file: enough beyond what the file holds that a tensor that is missing can be named, and too few to take much memory.
    /// </summary>
    public static long MostParameters(IEnumerable<SafetensorsEntry> entries) => Spare + (2 * entries.Sum(entry => entry.Count));

    /// <summary>Checks a card against its network.</summary>
    /// <exception cref="ModelFileException">A number is out of its range or contradicts another.</exception>
    public static void Check(string path, ModelCard card, Network network)
    {
        void Demand(bool holds, string got, string expected)
        {
            if (!holds)
                throw new ModelFileException(path, SafetensorsHeader.LengthBytes, $"{ModelFile.CardKey} with {got}", expected);
        }

        Demand(card.Labels.All(label => label is not null), "a label that is null", "texts");
        Demand(card.Metrics.Values.All(values => values is not null), "a metric that is null", "lists of numbers");
        Demand(card.Splits.Values.All(hash => hash is not null), "the hash of a split that is null", "texts");
        Demand(card.Labels.Count == network.Classes, $"{card.Labels.Count} labels", $"{network.Classes}, one for each logit of the network");
        CheckFrames(card.Preprocessing, network.Description.Input, Demand);
        CheckSensor(card.Preprocessing, network.Description.Input, Demand);
    }

    private static void CheckFrames(Preprocessing p, FrameSize input, Action<bool, string, string> demand)
    {
        demand(p.Frames is >= 1 and <= MostFrames, $"{p.Frames} frames", $"1 to {MostFrames}");
        demand(
            p.Positions.Count is >= 1 and <= MostFrames && p.Positions.All(i => i >= 0 && i < p.Frames),
            $"positions {string.Join(", ", p.Positions.Take(8))}{(p.Positions.Count > 8 ? ", ..." : "")}",
            $"at least one, each from 0 to {p.Frames - 1}");
        var c = p.Compression;
        demand(c.Time >= 1 && c.Space is >= 1 and <= MostFrames && (long)c.Time * p.Frames <= Compression.MostSlices, $"a compression of {c.Time} slices and {c.Space}x{c.Space} pixels", $"at least 1 of each, and at most {MostFrames} pixels on a side and {Compression.MostSlices} slices of a recording");
        demand(p.Channels.Polarity() == PolarityRule.Separate || input.Channels == 1, "both polarities in one channel", $"{input.Channels} channels like the network's input");
        demand(p.Cut.HasFixedAmount ? p.Slice is >= 1 and <= int.MaxValue : p.Slice == 0, $"slices of {p.Slice}", p.Cut.HasFixedAmount ? $"1 to {int.MaxValue} microseconds or events" : "0, since the recording is shared out");
        demand(p.Channels.AreOfImages() || (p.Scaling != FrameResize.Smooth && p.Crop is null), "a smooth scaling or a crop of events", "neither: they are for still images");
        demand(p.Crop is null || (p.Crop is >= FramePreparation.SmallestCrop and <= 1 && p.Scaling == FrameResize.Smooth), $"a crop of {p.Crop}", $"{FramePreparation.SmallestCrop} to 1, with a smooth scaling");
        demand(p.Window >= 1 && p.Window <= p.Frames, $"frames of {p.Window} slices", $"1 to {p.Frames}");
        demand(
            (Int128)p.Frames * input.Height * input.Width * input.Channels <= MostValues,
            $"{p.Frames} frames of {input}",
            $"at most {MostValues} values in the frames of a recording");
    }

    private static void CheckSensor(Preprocessing p, FrameSize input, Action<bool, string, string> demand)
    {
        demand(
            p.SensorWidth >= 1 && p.SensorHeight >= 1 && (long)p.SensorWidth * p.SensorHeight <= MostPixels,
            $"a sensor of {p.SensorWidth}x{p.SensorHeight}",
            $"at least 1x1 and at most {MostPixels} pixels");
        demand(
            p.Scaling != FrameResize.None || (p.SensorWidth == (long)input.Width * p.Compression.Space && p.SensorHeight == (long)input.Height * p.Compression.Space),
            $"a sensor of {p.SensorWidth}x{p.SensorHeight} without scaling",
            $"one of {(long)input.Width * p.Compression.Space}x{(long)input.Height * p.Compression.Space} like the network's input{(p.Compression.Space > 1 ? " before its compression" : "")}, or a scaling");
        demand(p.Fit == FrameFit.Sensor || p.Scaling != FrameResize.None, "fitted frames without scaling", "a scaling");
    }
}

using Saccade.Events.Images;

namespace Saccade.Training.RunLog;

/// <summary>How often the neurons of a layer fire for one recording, after the first step and after all (HSD, arXiv 2409.12507, figure 4).</summary>
/// <param name="Phase">The phase whose result it is.</param>
/// <param name="Split">The part that the recording is of.</param>
/// <param name="Class">The class that it shows.</param>
/// <param name="Layer">Path of the layer.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Maps">The maps, channel after channel within a number of steps.</param>
public sealed record MapsDrawn(string Phase, string Split, string Class, string Layer, int Width, int Height, IReadOnlyList<RateMap> Maps) : TrainingEvent
{
    /// <summary>More columns or rows than these are no map of ours: a log may be anybody's.</summary>
    private const int MostPixels = 4096;

    /// <summary>Whether every map has as many rates as there are neurons, so that it can be drawn.</summary>
    internal bool IsWhole => Width is > 0 and <= MostPixels && Height is > 0 and <= MostPixels && Maps.Count > 0
        && Maps.All(map => map.Rates.Length == Width * Height && map.Rates.All(char.IsAsciiDigit));

    /// <summary>The maps as one picture: a row for each number of steps, a column for each channel, from black (never) to white (at every step).</summary>
    internal RasterImage Draw()
    {
        const int Gap = 2;
        int[] steps = [.. Maps.Select(map => map.Steps).Distinct()], channels = [.. Maps.Select(map => map.Channel).Distinct()];
        int width = checked((channels.Length * (Width + Gap)) - Gap), height = checked((steps.Length * (Height + Gap)) - Gap);
        byte[] pixels = new byte[checked(width * height)];
        foreach (var map in Maps)
        {
            int left = Array.IndexOf(channels, map.Channel) * (Width + Gap), top = Array.IndexOf(steps, map.Steps) * (Height + Gap);
            for (int i = 0; i < map.Rates.Length; i++)
                pixels[((top + (i / Width)) * width) + left + (i % Width)] = (byte)((map.Rates[i] - '0') * byte.MaxValue / RateMap.Levels);
        }

        return new RasterImage(width, height, 1, pixels);
    }
}

/// <summary>The rates of a channel after some steps.</summary>
/// <param name="Steps">Number of time steps.</param>
/// <param name="Channel">The channel, from 0.</param>
/// <param name="Rates">One digit a neuron, row by row: 0 never fires, 9 fires at every step.</param>
public sealed record RateMap(int Steps, int Channel, string Rates)
{
    internal const int Levels = 9;

    internal static RateMap Of(int steps, int channel, IReadOnlyList<double> rates) => new(steps, channel, string.Concat(rates.Select(rate => (char)('0' + (int)Math.Round(rate * Levels)))));
}

using System.Globalization;
using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Tensors.Engines;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model maps</c>.</summary>
internal sealed record ModelMapsOptions : ICommandOptions
{
    public required string Model { get; init; }

    public required string Recording { get; init; }

    public required string Output { get; init; }

    public string? Layer { get; init; }

    public string? Channels { get; init; }

    public string? Steps { get; init; }

    public bool Force { get; init; }

    public IReadOnlyList<int>? ChannelList => Numbers(Channels);

    public IReadOnlyList<int>? StepList => Numbers(Steps);

    public IEnumerable<string> Validate()
    {
        if (!string.Equals(Path.GetExtension(Output), ".png", StringComparison.OrdinalIgnoreCase))
            yield return $"--out {Output}: expected the name of a .png file";
        if (Channels is not null && ChannelList is null)
            yield return $"--channels {Channels}: expected whole numbers from 0 joined by commas, for example 0,3";
        if (Steps is not null && StepList is null)
            yield return $"--steps {Steps}: expected whole numbers from 1 joined by commas, for example 1,5";
    }

    private static int[]? Numbers(string? list)
    {
        var numbers = new List<int>();
        foreach (string part in list?.Split(',') ?? [])
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return null;
            numbers.Add(number);
        }

        return numbers.Count == 0 ? null : [.. numbers];
    }
}

/// <summary><c>saccade model maps</c>: draws how often the neurons of a layer fire.</summary>
internal static class ModelMapsCommand
{
    /// <summary>Without <c>--channels</c> as many are drawn; small maps are enlarged to about so many columns.</summary>
    private const int MostChannels = 8, ComfortableWidth = 96;

    public static ExitCode Run(ModelMapsOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        if (card.Preprocessing.Channels.AreOfImages())
            throw new CommandException(ExitCode.BadModel, $"{options.Model} decides on still images, which have no time steps of their own");
        EventBuffer events = new();
        DataSets.Guard(() => EventFormats.Default.ReadFile(options.Recording, events));
        using var engine = new Engine(0);
        var maps = Guard(() => FiringMaps.Of(engine, network, card, events, options.Recording, options.Layer));
        var steps = options.StepList ?? [.. new[] { 1, maps.Steps }.Distinct()];
        var channels = options.ChannelList ?? [.. Enumerable.Range(0, Math.Min(MostChannels, maps.Size.Channels))];
        if (steps.Any(t => t < 1 || t > maps.Steps))
            throw new CommandException(ExitCode.Usage, $"--steps {options.Steps}: the network has {maps.Steps} time steps, expected numbers from 1 to {maps.Steps}");
        if (channels.Any(c => c >= maps.Size.Channels))
            throw new CommandException(ExitCode.Usage, $"--channels {options.Channels}: layer {maps.Layer} has {maps.Size.Channels} channels, expected numbers from 0 to {maps.Size.Channels - 1}");

        var image = maps.Draw(steps, channels, Math.Max(1, ComfortableWidth / maps.Size.Width));
        RecordingOutput.Write(new OutputOptions(options.Output, null, false, options.Force), context, stream =>
        {
            PngWriter.Write(stream, image);
            return image;
        });
        context.Tell($"{options.Output}: {image.Width}x{image.Height}, layer {maps.Layer}; rows: T = {string.Join(", ", steps)}; columns: channels {string.Join(", ", channels)}; black never fires, white fires at every step");
        return ExitCode.Ok;
    }

    private static FiringMaps Guard(Func<FiringMaps> measure)
    {
        try
        {
            return measure();
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"--layer: {ErrorText.Of(e)}", e);
        }
    }
}

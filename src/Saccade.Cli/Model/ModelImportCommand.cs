using System.Globalization;
using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Files;
using Saccade.Networks.Import;
using Saccade.Recognition;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model import</c>.</summary>
internal sealed record ModelImportOptions : ICommandOptions
{
    private const int MostSteps = 4096;

    public required string Weights { get; init; }

    public required string Network { get; init; }

    public required string Output { get; init; }

    public string? Size { get; init; }

    public string? Labels { get; init; }

    public string? Mean { get; init; }

    public string? Deviation { get; init; }

    public int? Steps { get; init; }

    public bool Force { get; init; }

    public KnownNetwork? Known => KnownNetworks.All.FirstOrDefault(n => n.Name == Network);

    public ImportSettings Settings => new()
    {
        Size = Size is not null && InputOptions.ParseSensor(Size) is { } size ? (size.Height, size.Width) : null,
        Standardised = Numbers(Mean) is { } mean && Numbers(Deviation) is { } deviation ? new Standardisation(mean, deviation) : null,
    };

    public IEnumerable<string> Validate()
    {
        if (Known is null)
            yield return $"--network {Network}: expected one of {string.Join(", ", KnownNetworks.All.Select(n => n.Name))}";
        if (Size is not null && InputOptions.ParseSensor(Size) is null)
            yield return $"--size {Size}: expected WIDTHxHEIGHT, for example 224x224";
        if (Mean is null != Deviation is null)
            yield return "--mean, --deviation: give both of them or none";
        if (Mean is not null && Numbers(Mean) is null)
            yield return $"--mean {Mean}: expected numbers joined by commas, one for each channel, for example 0.485,0.456,0.406";
        if (Deviation is not null && (Numbers(Deviation) is not { } deviation || deviation.Any(d => d <= 0)))
            yield return $"--deviation {Deviation}: expected numbers above 0 joined by commas, one for each channel, for example 0.229,0.224,0.225";
        if (Steps is < 1 or > MostSteps)
            yield return $"--steps {Steps}: expected a whole number from 1 to {MostSteps}";
    }

    private static float[]? Numbers(string? list)
    {
        string[] parts = list?.Split(',') ?? [];
        float[] numbers = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                return null;
        }

        return parts.Length == 0 ? null : numbers;
    }
}

/// <summary><c>saccade model import</c>: makes a model file of weights that another program wrote.</summary>
internal static class ModelImportCommand
{
    public static ExitCode Run(ModelImportOptions options, CommandContext context)
    {
        var known = options.Known!;
        if (!options.Force && File.Exists(options.Output))
            throw new CommandException(ExitCode.Usage, $"{options.Output} is there already; --force replaces it");
        var (network, unused) = Import(options, known);
        string[] labels = Labels(options, network.Classes);
        var card = new ModelCard { Name = known.Name, Labels = labels, Preprocessing = Preprocessing.OfWhole(network.Description.Input, options.Steps ?? known.Steps, options.Size is null ? known.Crop : null) };
        ModelFile.Save(options.Output, network, card);
        context.Console.Out.WriteLine($"{options.Output}: {known.Name}, {Text.Count(network.TrainableCount)} parameters, {Text.Count(network.Classes, "class", "classes")}, input {network.Description.Input}");
        if (unused.Count > 0)
            context.Tell($"{Text.Count(unused.Count, "tensor")} that no {known.Name} uses: {string.Join(", ", unused.Take(3))}{(unused.Count > 3 ? ", ..." : "")}");
        return ExitCode.Ok;
    }

    private static ImportedNetwork Import(ModelImportOptions options, KnownNetwork known)
    {
        try
        {
            using var file = WeightFile.Open(options.Weights);
            return WeightImport.Read(file, known, options.Settings);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"{known.Name} cannot be made: {ErrorText.Of(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadModel, $"the weights cannot be read: {ErrorText.Of(e)}", e);
        }
    }

    private static string[] Labels(ModelImportOptions options, int classes)
    {
        if (options.Labels is null)
            return [.. Enumerable.Range(0, classes).Select(k => k.ToString(CultureInfo.InvariantCulture))];
        string[] labels = [.. File.ReadLines(options.Labels).Take(classes + 1)];
        return labels.Length == classes && Array.TrueForAll(labels, label => label.Length > 0)
            ? labels
            : throw new CommandException(ExitCode.Usage, $"--labels {options.Labels}: expected {classes} lines, one name for each output of the network, in order");
    }
}

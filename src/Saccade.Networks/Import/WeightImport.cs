using Saccade.Files;

namespace Saccade.Networks.Import;

/// <summary>What of an import is not as the network usually is.</summary>
public sealed record ImportSettings
{
    /// <summary>Rows and columns of a frame; null for those of <see cref="KnownNetwork.Input"/>. Its channels are those of the file.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>How frames, of values from 0 to 1, are scaled first; null for what is usual of the network, if it has as many channels.</summary>
    public Standardisation? Standardised { get; init; }
}

/// <summary>A network with the weights of a file of another program.</summary>
/// <param name="Network">The network.</param>
/// <param name="Unused">Names of tensors of the file that no network of its kind uses.</param>
public sealed record ImportedNetwork(Network Network, IReadOnlyList<string> Unused);

/// <summary>The tensors of a file are not those of the network.</summary>
/// <param name="path">The file.</param>
/// <param name="network">The network that was asked for.</param>
/// <param name="problems">All that does not fit: missing, of another shape, left over.</param>
public sealed class WeightMismatchException(string path, string network, IReadOnlyList<string> problems)
    : SaccadeException($"{path}: the tensors are not those of {network}; {(problems.Count == 1 ? "one does" : $"{problems.Count} do")} not fit{Environment.NewLine}{string.Join(Environment.NewLine, problems.Take(Most))}{(problems.Count > Most ? $"{Environment.NewLine}... and {problems.Count - Most} more" : "")}")
{
    private const int Most = 40;

    /// <summary>All that does not fit, one line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads weights of other programs into networks.</summary>
public static class WeightImport
{
    /// <summary>Enough parameters beyond what the file holds that one that is missing can be named, and too few to take much memory.</summary>
    private const long Spare = 1 << 20;

    /// <summary>Makes a network of the weights of a file. Classes and channels are those of its tensors.</summary>
    /// <param name="file">The file.</param>
    /// <param name="known">What network they are of.</param>
    /// <param name="settings">What is not as usual.</param>
    /// <exception cref="WeightMismatchException">Tensors are missing, of another shape or left over; all of them are listed.</exception>
    /// <exception cref="ArgumentException">The network does not take frames of that size.</exception>
    /// <exception cref="Files.ModelFileException">The file is damaged.</exception>
    public static ImportedNetwork Read(WeightFile file, KnownNetwork known, ImportSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(known);
        settings ??= new ImportSettings();
        var tensors = new ForeignTensors(file);
        var names = known.Names.MaxBy(n => n.Layers.Count(layer => tensors.Find(layer.Key("weight")) is not null))!;
        var (height, width) = settings.Size ?? (known.Input.Height, known.Input.Width);
        int channels = tensors.Find(names.Layers[0].Key("weight")) is { Shape: [_, var c and > 0, ..] } ? c : known.Input.Channels;
        int classes = tensors.Find(names.Layers[^1].Key("weight")) is { Shape: [var k and > 0, ..] } ? k : known.Classes;
        var standardised = settings.Standardised ?? (known.Standardised?.Mean.Count == channels ? known.Standardised : null);
        standardised = standardised is { IsIdentity: true } ? null : standardised;
        long most = Spare + (2 * file.Entries.Where(e => e.IsFloat).Sum(e => Math.Min(e.Count, int.MaxValue)));
        var network = Network.Blank(known.Describe(new FrameSize(height, width, channels), classes, standardised), most);
        Fill(network, names, tensors, standardised);
        string[] unused = [.. tensors.Left(names, used: false)];
        tensors.Problems.AddRange(tensors.Left(names, used: true).Select(name => $"left over: {name} {tensors.Find(name)!.Extents}"));
        return tensors.Problems.Count == 0 ? new ImportedNetwork(network, unused) : throw new WeightMismatchException(file.Path, known.Name, tensors.Problems);
    }

    private static void Fill(Network network, ForeignNames names, ForeignTensors tensors, Standardisation? standardised)
    {
        var layers = network.AllLayers.Where(layer => layer.Parameters.Count > 0).ToList();
        if (standardised is not null)
        {
            standardised.WriteTo((ConvolutionLayer)layers[0]);
            layers.RemoveAt(0);
        }

        if (layers.Count != names.Layers.Count)
            throw new InvalidOperationException($"got {names.Layers.Count} names for {layers.Count} layers with parameters, expected one for each");
        var maps = MapsBefore(network);
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (var parameter in layers[i].Parameters)
                tensors.Fill(parameter, names.Layers[i], maps.GetValueOrDefault(layers[i]));
            if (i > 0 && layers[i] is BatchNormLayer norm && layers[i - 1] is ConvolutionLayer { Bias: null })
                tensors.MoveBias(names.Layers[i - 1], norm);
        }
    }

    /// <summary>The maps that are flattened before linear layers: other programs flatten them channel by channel, here position by position.</summary>
    private static Dictionary<Layer, FeatureSize> MapsBefore(Network network)
    {
        var maps = new Dictionary<Layer, FeatureSize>();
        var input = network.Description.Input;
        FeatureSize last = new(input.Height, input.Width, input.Channels);
        FeatureSize? flattened = null;
        foreach (var layer in network.Layers)
        {
            flattened = layer is FlattenLayer ? last : flattened;
            if (layer is LinearLayer && flattened is not null)
                (maps[layer], flattened) = (flattened, null);
            last = layer.Output;
        }

        return maps;
    }
}

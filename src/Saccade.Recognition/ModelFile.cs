using System.Text.Json;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Tensors;

namespace Saccade.Recognition;

/// <summary>
/// A network and its card in one safetensors file: weights as tensors (Python reads them), description and card as JSON in
/// the metadata. Loading executes nothing.
/// </summary>
/// <remarks>Weights of 8 bits (<see cref="ModelCard.Weights"/>) have a version of the format of their own, which readers that do not know them refuse.</remarks>
public static class ModelFile
{
    private const string FormatKey = "saccade.format";
    private const string Floats = "model 1", WholeNumbers = "model 2";
    private const string ScaleSuffix = ".scale";
    private const string DescriptionKey = "saccade.network";
    internal const string CardKey = "saccade.card";

    /// <summary>The model file that a path means: a run folder stands for the model in it.</summary>
    internal static string In(string path) => Directory.Exists(path) ? Path.Combine(path, "model.safetensors") : path;

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">What is to know of it; its <see cref="ModelCard.Weights"/> says how weights are written. Those of 8 bits are rounded, unless they are such numbers already.</param>
    /// <param name="kinds">What its layers, neurons and surrogates are called; null where all are of this library.</param>
    /// <exception cref="ArgumentException">The network has something that has no name there, or a weight that cannot be rounded because it is no finite number.</exception>
    /// <exception cref="IOException">It cannot be stored; a previous file is unchanged.</exception>
    public static void Save(string path, Network network, ModelCard card, NetworkKinds? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        SafetensorsWriter.Write(path, network.Parameters.SelectMany(p => Tensors(p, card.Weights)), new Dictionary<string, string>
        {
            [FormatKey] = card.Weights == WeightFormat.Int8 ? WholeNumbers : Floats,
            [DescriptionKey] = network.Description.ToJson(kinds),
            [CardKey] = CardJson.Write(card),
        });
    }

    /// <summary>Writes a model as an ONNX file for other runtimes, unrolled over its time steps; the card, without the recipe, is its metadata property <c>saccade.card</c>.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">What is to know of it.</param>
    /// <param name="steps">Time steps, at least 1.</param>
    /// <exception cref="NotSupportedException">A layer has no form in ONNX; the message names all of them. Nothing was written.</exception>
    /// <exception cref="ArgumentException">A layer cannot run for so many steps.</exception>
    /// <seealso cref="OnnxFile"/>
    public static void WriteOnnx(Stream stream, Network network, ModelCard card, int steps)
    {
        ArgumentNullException.ThrowIfNull(card);
        OnnxFile.Write(stream, network, steps, new Dictionary<string, string> { [CardKey] = CardJson.Write(card with { Recipe = null }) });
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kinds">What names of layers, neurons and surrogates mean; null where all are of this library.</param>
    /// <exception cref="ModelFileException">The file is damaged, or not a model of a version that this one reads.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (Network Network, ModelCard Card) Load(string path, NetworkKinds? kinds = null)
    {
        using var file = SafetensorsFile.Open(path);
        return Read(file, kinds);
    }

    /// <summary>Reads a file from a stream.</summary>
    /// <param name="stream">The whole file from position 0; must be able to seek. It is closed.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="kinds">What names of layers, neurons and surrogates mean; null where all are of this library.</param>
    /// <exception cref="ModelFileException">The file is damaged, or not a model of a version that this one reads.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static (Network Network, ModelCard Card) Load(Stream stream, string name, NetworkKinds? kinds = null)
    {
        using var file = SafetensorsFile.Open(stream, name);
        return Read(file, kinds);
    }

    private static (Network Network, ModelCard Card) Read(SafetensorsFile file, NetworkKinds? kinds)
    {
        string format = file.Metadata.GetValueOrDefault(FormatKey, "no format");
        if (format is not (Floats or WholeNumbers))
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"'{format}' as {FormatKey}", $"'{Floats}' or '{WholeNumbers}': a model written by saccade; a newer version may read it");

        var weights = format == WholeNumbers ? WeightFormat.Int8 : WeightFormat.Float32;
        var network = ReadNetwork(file, kinds);
        foreach (var parameter in network.Parameters)
            ReadParameter(file, parameter, weights);
        var card = ReadCard(file) with { Weights = weights };
        ModelRules.Check(file.Path, card, network);
        return (network, card);
    }

    private static Network ReadNetwork(SafetensorsFile file, NetworkKinds? kinds)
    {
        try
        {
            string json = file.Metadata.GetValueOrDefault(DescriptionKey, "");
            if (json.Length > ModelRules.LongestDescription)
                throw new FormatException($"{json.Length} characters, at most {ModelRules.LongestDescription} can be read");
            return Network.Blank(NetworkDescription.FromJson(json, kinds), most: ModelRules.MostParameters(file.Entries));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"{DescriptionKey} from which no network can be made ({ErrorText.Of(e)})", "the description of a network", e);
        }
    }

    private static ModelCard ReadCard(SafetensorsFile file)
    {
        try
        {
            return CardJson.Read(file.Metadata.GetValueOrDefault(CardKey, ""));
        }
        catch (JsonException e)
        {
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"{CardKey} that cannot be read ({ErrorText.Of(e)})", "JSON with name, preprocessing and labels", e);
        }
    }

    private static IEnumerable<SafetensorsTensor> Tensors(Parameter parameter, WeightFormat weights)
    {
        int[] shape = parameter.Shape.Extents.ToArray();
        if (weights == WeightFormat.Float32 || !WholeWeight.Fits(parameter))
            return [SafetensorsTensor.FromFloats(parameter.Name, shape, parameter.Values)];
        var whole = WholeWeight.ForFile(parameter.Values, shape[^1]);
        return [SafetensorsTensor.FromInt8s(parameter.Name, shape, whole.Values), SafetensorsTensor.FromFloats(parameter.Name + ScaleSuffix, [shape[^1]], whole.Scales)];
    }

    private static void ReadParameter(SafetensorsFile file, Parameter parameter, WeightFormat weights)
    {
        int[] shape = parameter.Shape.Extents.ToArray();
        Demand(file, parameter.Name, shape, $"shape {parameter.Shape}, as the network's description says");
        if (weights == WeightFormat.Float32 || !WholeWeight.Fits(parameter))
        {
            file.ReadFloats(parameter.Name, parameter.Values);
            return;
        }

        string scale = parameter.Name + ScaleSuffix;
        Demand(file, scale, [shape[^1]], $"shape [{shape[^1]}], one for each output channel of {parameter.Name}");
        sbyte[] values = file.ReadInt8s(parameter.Name);
        float[] scales = file.ReadFloats(scale);
        if (values.AsSpan().Contains(sbyte.MinValue))
            throw new ModelFileException(file.Path, file.Entry(parameter.Name).Offset, $"{sbyte.MinValue} in tensor '{parameter.Name}'", $"numbers from {-WholeWeight.Largest} to {WholeWeight.Largest}");
        if (Array.FindIndex(scales, s => !(s > 0 && float.IsFinite(s * WholeWeight.Largest))) is var at and >= 0)
            throw new ModelFileException(file.Path, file.Entry(scale).Offset, $"the scale {scales[at]} in tensor '{scale}'", "finite numbers above 0");
        new WholeWeight(values, scales).CopyTo(parameter.Values);
    }

    private static void Demand(SafetensorsFile file, string name, int[] shape, string expected)
    {
        if (!file.Contains(name))
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"no tensor '{name}'", $"one of {expected}");
        var entry = file.Entry(name);
        if (!entry.Shape.SequenceEqual(shape))
            throw new ModelFileException(file.Path, entry.Offset, $"tensor '{entry.Name}' {entry.Describe()}", expected);
    }
}

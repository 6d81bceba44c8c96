using System.Text.Json;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Networks.Files;

namespace Saccade.Recognition;

/// <summary>
/// A network and its card in one safetensors file: weights as tensors (Python reads them), description and card as JSON in
/// the metadata. Loading executes nothing.
/// </summary>
public static class ModelFile
{
    private const string FormatKey = "saccade.format";
    private const string Format = "model 1";
    private const string DescriptionKey = "saccade.network";
    internal const string CardKey = "saccade.card";

    /// <summary>The model file that a path means: a run folder stands for the model in it.</summary>
    internal static string In(string path) => Directory.Exists(path) ? Path.Combine(path, "model.safetensors") : path;

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">What is to know of it.</param>
    /// <param name="kinds">What its layers, neurons and surrogates are called; null where all are of this library.</param>
    /// <exception cref="ArgumentException">The network has something that has no name there.</exception>
    /// <exception cref="IOException">It cannot be stored; a previous file is unchanged.</exception>
    public static void Save(string path, Network network, ModelCard card, NetworkKinds? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        var tensors = network.Parameters.Select(p => SafetensorsTensor.FromFloats(p.Name, p.Shape.Extents.ToArray(), p.Values));
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            [FormatKey] = Format,
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
        if (format != Format)
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"'{format}' as {FormatKey}", $"'{Format}': a model written by saccade");

        var network = ReadNetwork(file, kinds);
        foreach (var parameter in network.Parameters)
            ReadParameter(file, parameter);
        var card = ReadCard(file);
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

    private static void ReadParameter(SafetensorsFile file, Tensors.Parameter parameter)
    {
        if (!file.Contains(parameter.Name))
            throw new ModelFileException(file.Path, SafetensorsHeader.LengthBytes, $"no tensor '{parameter.Name}'", $"one of shape {parameter.Shape}, as the network's description says");
        var entry = file.Entry(parameter.Name);
        if (!entry.Shape.SequenceEqual(parameter.Shape.Extents.ToArray()))
            throw new ModelFileException(file.Path, entry.Offset, $"tensor '{entry.Name}' {entry.Describe()}", $"shape {parameter.Shape}, as the network's description says");
        file.ReadFloats(parameter.Name, parameter.Values);
    }
}

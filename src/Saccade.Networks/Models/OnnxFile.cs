using System.Reflection;
using Saccade.Networks.Onnx;

namespace Saccade.Networks;

/// <summary>
/// Networks as ONNX files for other runtimes, unrolled over their time steps: <c>frames</c> [T, N, C, H, W] in, <c>logits</c> [T, N, K] out, nothing averaged; N is free. Batch
/// normalisation takes its running statistics.
/// </summary>
/// <remarks>
/// A runtime rounds products and sums in an order of its own, so a potential that is within rounding of the threshold may fire there and not here. Maps are channels first there, as ONNX has
/// them: frames [T, N, H, W, C] are permuted before.
/// </remarks>
public static class OnnxFile
{
    private const int OperatorVersion = 18, FileVersion = 8;

    /// <summary>Name of the input.</summary>
    public const string Frames = "frames";

    /// <summary>Name of the output.</summary>
    public const string Logits = "logits";

    /// <summary>Writes a network.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="network">The network.</param>
    /// <param name="steps">Time steps T, at least 1.</param>
    /// <param name="notes">Texts to keep beside it, by name (the file's metadata properties).</param>
    /// <exception cref="NotSupportedException">A layer has no form in ONNX; the message names all of them. Nothing was written.</exception>
    /// <exception cref="ArgumentException">A layer cannot run for so many steps.</exception>
    public static void Write(Stream stream, Network network, int steps, IReadOnlyDictionary<string, string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        foreach (var layer in network.AllLayers)
        {
            if (layer.Description.ProblemOver(steps, inPieces: false) is { } problem)
                throw new ArgumentException($"layer {layer.Path}: {problem}", nameof(steps));
        }

        if (network.AllLayers.Where(layer => layer is not IOnnxLayer).Select(layer => $"{layer.Path} ({layer.Description.Title})").ToArray() is { Length: > 0 } foreign)
            throw new NotSupportedException($"layers without a form in ONNX: {string.Join(", ", foreign)}");
        stream.Write(Model(network, steps, notes ?? new Dictionary<string, string>()));
    }

    private static byte[] Model(Network network, int steps, IReadOnlyDictionary<string, string> notes)
    {
        const int FileVersionField = 1, Producer = 2, ProducerVersion = 3, GraphField = 7, Operators = 8, Note = 14;
        return OnnxMessage.Of(model =>
        {
            model.Number(FileVersionField, FileVersion).Text(Producer, "saccade").Text(ProducerVersion, typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
            model.Message(GraphField, graph => WriteGraph(graph, network, steps)).Message(Operators, set => set.Text(1, "").Number(2, OperatorVersion));
            foreach (var (key, value) in notes)
                model.Message(Note, note => note.Text(1, key).Text(2, value));
        });
    }

    private static void WriteGraph(OnnxMessage message, Network network, int steps)
    {
        const int Node = 1, Name = 2, Constant = 5, Input = 11, Output = 12;
        var graph = new OnnxGraph(steps);
        var size = network.Description.Input;
        string x = graph.Reshape(Frames, -1, size.Channels, size.Height, size.Width);
        x = Layer.Export(network.Layers, graph, x);
        graph.AddNamed("Reshape", [x, graph.Numbers(steps, -1, network.Classes)], [Logits]);

        foreach (byte[] node in graph.Nodes)
            message.Bytes(Node, node);
        message.Text(Name, "network");
        foreach (byte[] constant in graph.Constants)
            message.Bytes(Constant, constant);
        message.Message(Input, value => WriteValue(value, Frames, steps, size.Channels, size.Height, size.Width));
        message.Message(Output, value => WriteValue(value, Logits, steps, network.Classes));
    }

    /// <summary>A value [T, N, ...] of float32.</summary>
    private static void WriteValue(OnnxMessage value, string name, int steps, params int[] inner)
    {
        const int Name = 1, Type = 2, Tensor = 1, ElementType = 1, Shape = 2, Axis = 1, Extent = 1, FreeExtent = 2, Float = 1;
        value.Text(Name, name).Message(Type, type => type.Message(Tensor, tensor => tensor.Number(ElementType, Float).Message(Shape, shape =>
        {
            shape.Message(Axis, axis => axis.Number(Extent, steps)).Message(Axis, axis => axis.Text(FreeExtent, "N"));
            foreach (int extent in inner)
                shape.Message(Axis, axis => axis.Number(Extent, extent));
        })));
    }
}

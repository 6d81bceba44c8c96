using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>
/// A network as a value: its input and its layers. From it come the trainable network, parameter and operation counts,
/// conversion and model files; two descriptions are equal if they describe the same network.
/// </summary>
/// <param name="Input">Extents of a frame.</param>
/// <param name="Layers">The layers in order; the last one's outputs are the logits.</param>
public sealed record NetworkDescription(FrameSize Input, LayerList Layers)
{
    private const string Text = "network description";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="kinds">The kinds of layers, neurons and surrogates that may occur; those of this library by default.</param>
    /// <exception cref="FormatException">The text is not a network description; the message says where.</exception>
    public static NetworkDescription FromJson(string json, NetworkKinds? kinds = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var root = JsonNodes.Parse(json, Text);
        var problems = new ProblemList();
        var binding = new Binding(problems);
        binding.Note("", root.Source);
        Keys(kinds).TryRead(root, "", binding, out var description);
        return problems.InOrder() is [var first, ..] ? throw new FormatException(first.ToString()) : description;
    }

    /// <summary>The description as JSON, on one line.</summary>
    /// <param name="kinds">The kinds of its layers, neurons and surrogates; those of this library by default.</param>
    /// <exception cref="ArgumentException">A layer is of none of these kinds.</exception>
    public string ToJson(NetworkKinds? kinds = null) => NodeText.ToJson((MapNode)Keys(kinds).Write(this), indented: false);

    private static Section<NetworkDescription> Keys(NetworkKinds? kinds) => new Section<NetworkDescription>(new NetworkDescription(new FrameSize(1, 1), []))
        .Key("input", FrameSize.Keys, d => d.Input, (d, v) => d with { Input = v }, "Extents of a frame.", required: true)
        .Key("layers", (kinds ?? NetworkKinds.Standard).Layers, d => d.Layers, (d, v) => d with { Layers = v }, "The layers in order.", required: true);
}

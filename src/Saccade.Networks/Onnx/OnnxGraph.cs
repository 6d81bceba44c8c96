using System.Globalization;
using System.Runtime.InteropServices;

namespace Saccade.Networks.Onnx;

/// <summary>
/// The graph of an ONNX file while layers add to it. All time steps of a network are in it, folded into the batch as its other frameworks do: a map is a value
/// [T N, C, H, W], flat features are one [T N, F], rows of the first step first, and neurons are unrolled over the steps. N is free.
/// </summary>
/// <remarks>Layers add nodes by <see cref="Add(string, string[], OnnxAttribute[])"/> and constants by <see cref="Constant(ReadOnlySpan{float}, long[])"/>; a value is its name. Operators are those of version 18.</remarks>
public sealed class OnnxGraph
{
    private const int DataType = 2, Name = 8, RawData = 9, FloatType = 1, Int64Type = 7;

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _constants = [];
    private readonly Dictionary<string, string> _small = []; // thresholds and shapes, which come again at every step
    private int _values;

    internal OnnxGraph(int steps) => Steps = steps;

    /// <summary>Time steps T.</summary>
    public int Steps { get; }

    internal IReadOnlyList<byte[]> Nodes => _nodes;

    internal IReadOnlyList<byte[]> Constants => _constants;

    /// <summary>Adds a node with one output.</summary>
    /// <param name="kind">The operator, for example <c>Conv</c>.</param>
    /// <param name="inputs">Values that it takes.</param>
    /// <param name="attributes">Its attributes, for example <c>("axis", 0)</c> or <c>("pads", new[] { 1, 1, 1, 1 })</c>.</param>
    /// <returns>The value that it gives.</returns>
    public string Add(string kind, string[] inputs, params OnnxAttribute[] attributes) => Add(kind, inputs, outputs: 1, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="kind">The operator, for example <c>Split</c>.</param>
    /// <param name="inputs">Values that it takes.</param>
    /// <param name="outputs">Number of values that it gives.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The values that it gives.</returns>
    public string[] Add(string kind, string[] inputs, int outputs, params OnnxAttribute[] attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => NextName())];
        AddNamed(kind, inputs, names, attributes);
        return names;
    }

    /// <summary>A constant of float32.</summary>
    /// <param name="values">Its values, row-major.</param>
    /// <param name="extents">Its extents; none for a scalar.</param>
    /// <returns>The value.</returns>
    public string Constant(ReadOnlySpan<float> values, params long[] extents) => Constant(MemoryMarshal.AsBytes(values).ToArray(), FloatType, extents);

    /// <summary>A constant of whole numbers, as shapes and axes are given.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The value.</returns>
    public string Numbers(params long[] values) => Constant(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), Int64Type, [values.Length]);

    /// <summary>The parts of a value of each time step, [N, ...].</summary>
    /// <param name="x">A value [T N, ...].</param>
    public string[] SplitSteps(string x) => Steps == 1 ? [x] : Add("Split", [x], Steps, ("axis", 0), ("num_outputs", Steps));

    /// <summary>The value of all time steps, [T N, ...].</summary>
    /// <param name="steps">A value [N, ...] for each.</param>
    public string JoinSteps(IReadOnlyList<string> steps) => steps.Count == 1 ? steps[0] : Add("Concat", [.. steps], ("axis", 0));

    /// <summary>A value in another shape.</summary>
    /// <param name="x">The value.</param>
    /// <param name="extents">The extents, with at most one -1 for what is left and 0 for the extent that is there.</param>
    public string Reshape(string x, params long[] extents) => Add("Reshape", [x, Numbers(extents)]);

    /// <summary>The product with a number; the value itself for 1.</summary>
    /// <param name="x">The value.</param>
    /// <param name="factor">The number.</param>
    public string Scale(string x, float factor) => factor == 1 ? x : Add("Mul", [x, Constant([factor])]);

    /// <summary>Adds a node whose outputs have names.</summary>
    internal void AddNamed(string kind, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        const int Input = 1, Output = 2, OperatorType = 4, Attribute = 5;
        _nodes.Add(OnnxMessage.Of(node =>
        {
            foreach (string input in inputs)
                node.Text(Input, input);
            foreach (string output in outputs)
                node.Text(Output, output);
            node.Text(OperatorType, kind);
            foreach (var attribute in attributes)
                node.Message(Attribute, attribute.Write);
        }));
    }

    private string Constant(byte[] bytes, int type, long[] extents)
    {
        const int Small = 64;
        string key = bytes.Length > Small ? "" : $"{type}:{string.Join(',', extents)}:{Convert.ToHexString(bytes)}";
        if (_small.TryGetValue(key, out string? known))
            return known;
        string name = NextName();
        if (key.Length > 0)
            _small.Add(key, name);
        _constants.Add(OnnxMessage.Of(tensor =>
        {
            foreach (long extent in extents)
                tensor.Number(1, extent);
            tensor.Number(DataType, type).Text(Name, name).Bytes(RawData, bytes);
        }));
        return name;
    }

    private string NextName() => "v" + _values++.ToString(CultureInfo.InvariantCulture);
}

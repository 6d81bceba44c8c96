using Saccade.Kernels.Random;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// Where layers ask for their parameters while a network is built: names follow the path, start values follow the seed.
/// </summary>
public sealed class LayerScope
{
    private readonly Shared _shared;
    private readonly string _path;

    /// <summary>A scope of a whole network.</summary>
    /// <param name="seed">Where start values are drawn from; null to leave zeros, for values that are about to be loaded.</param>
    /// <param name="most">The most values that all parameters together may have.</param>
    internal LayerScope(ulong? seed, long most = long.MaxValue)
        : this(new Shared(seed, most), "")
    {
    }

    /// <summary>A scope for layers that stand beside a network, for example those that only a loss trains.</summary>
    /// <param name="path">Where they stand; prefix of their parameters' names.</param>
    /// <param name="seed">Where start values are drawn from.</param>
    /// <param name="stream">Draws other values than scopes with other numbers, and than networks; at least 1.</param>
    public static LayerScope Apart(string path, ulong seed, int stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(stream, 1);
        return new LayerScope(new Shared(seed, long.MaxValue) { Stream = stream }, path + ".");
    }

    private LayerScope(Shared shared, string path) => (_shared, _path) = (shared, path);

    /// <summary>All parameters so far, in the order they were asked for.</summary>
    public IReadOnlyList<Parameter> Parameters => _shared.Parameters;

    /// <summary>Where the layer stands in the network, for example <c>4.body.0</c>.</summary>
    public string Path => _path.TrimEnd('.');

    /// <summary>The scope of a part.</summary>
    /// <param name="part">Its name within this one, without a dot.</param>
    public LayerScope Sub(string part) => new(_shared, _path + part + ".");

    /// <summary>A number for a layer that draws noise, another one for each.</summary>
    public int NextNoise() => _shared.Noises++;

    /// <summary>A new parameter with start values.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="kind">What it is to the optimiser.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initialiser">Draws its start values.</param>
    /// <param name="lowest">The least that training may make of a value.</param>
    /// <param name="highest">The most that training may make of a value.</param>
    public Parameter Get(
        string name, ParameterKind kind, Shape shape, Initialiser initialiser, float lowest = float.NegativeInfinity, float highest = float.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(initialiser);
        _shared.Left -= shape.Count;
        if (_shared.Left < 0)
            throw new ArgumentException($"its {name} {shape} has more values than are left for it");
        var parameter = new Parameter(_path + name, kind, shape) { Lowest = lowest, Highest = highest };
        if (_shared.Seed is { } seed)
        {
            var random = new CounterRandom(seed, RandomPurpose.Initialisation, Parameters.Count, _shared.Stream);
            initialiser(parameter.Values, ref random);
        }

        _shared.Parameters.Add(parameter);
        return parameter;
    }

    /// <summary>What all scopes of a network share.</summary>
    private sealed class Shared(ulong? seed, long most)
    {
        public long Left { get; set; } = most;

        public ulong? Seed { get; } = seed;

        public List<Parameter> Parameters { get; } = [];

        public int Noises { get; set; }

        public int Stream { get; init; }
    }
}

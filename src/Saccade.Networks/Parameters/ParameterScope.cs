using Saccade.Kernels.Random;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// Where layers ask for their parameters while a network is built: names follow the path, start values follow the seed.
/// </summary>
internal sealed class ParameterScope
{
    private readonly List<Parameter> _parameters;
    private readonly string _path;
    private readonly ulong _seed;

    public ParameterScope(ulong seed)
        : this([], "", seed)
    {
    }

    private ParameterScope(List<Parameter> parameters, string path, ulong seed) => (_parameters, _path, _seed) = (parameters, path, seed);

    /// <summary>All parameters so far, in the order they were asked for.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The path as a layer's name.</summary>
    public string Name => _path.TrimEnd('.');

    /// <summary>The scope of a part.</summary>
    public ParameterScope Sub(string part) => new(_parameters, _path + part + ".", _seed);

    /// <summary>A new parameter with start values.</summary>
    public Parameter Get(string name, ParameterKind kind, Shape shape, Initialiser initialiser)
    {
        var parameter = new Parameter(_path + name, kind, shape);
        var random = new CounterRandom(_seed, RandomPurpose.Initialisation, _parameters.Count);
        initialiser(parameter.Values, ref random);
        _parameters.Add(parameter);
        return parameter;
    }
}

/// <summary>Draws start values.</summary>
internal delegate void Initialiser(Span<float> values, ref CounterRandom random);

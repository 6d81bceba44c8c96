using Saccade.Tensors.Memory;

namespace Saccade.Tensors;

/// <summary>
/// Named values that outlive a step: a weight, a bias, a threshold, a running statistic. Its values change only through
/// an optimiser or by loading; its name, shape and bounds never do.
/// </summary>
public sealed class Parameter
{
    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">Unique path in the network, for example <c>3.weight</c>.</param>
    /// <param name="kind">What the values are.</param>
    /// <param name="shape">Extents of the values.</param>
    public Parameter(string name, ParameterKind kind, Shape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        Name = name;
        Kind = kind;
        Shape = shape;
        Values = new float[shape.Count];
        Block = new HostBlock(Values);
    }

    /// <summary>Unique path in the network.</summary>
    public string Name { get; }

    /// <summary>What the values are.</summary>
    public ParameterKind Kind { get; }

    /// <summary>Extents of the values.</summary>
    public Shape Shape { get; }

    /// <summary>The values, row-major.</summary>
    public float[] Values { get; }

    /// <summary>No value may be below it: minus infinity where nothing limits them.</summary>
    public float Lowest { get; init; } = float.NegativeInfinity;

    /// <summary>No value may be above it: infinity where nothing limits them.</summary>
    public float Highest { get; init; } = float.PositiveInfinity;

    /// <summary>The values as memory of the host.</summary>
    internal HostBlock Block { get; }

    /// <summary>Moves values that are out of bounds to the nearest bound; what changes values calls it afterwards.</summary>
    public void Clamp()
    {
        if (float.IsNegativeInfinity(Lowest) && float.IsPositiveInfinity(Highest))
            return;
        foreach (ref float value in Values.AsSpan())
            value = Math.Clamp(value, Lowest, Highest);
    }

    /// <summary>Name and shape, for messages.</summary>
    public override string ToString() => $"{Name} {Shape}";
}

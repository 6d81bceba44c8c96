using System.Text;

namespace Saccade.Networks;

/// <summary>
/// One layer of a network as a value: what it is, not its weights. Its file holds all there is to know of it: how it is written in recipes and model files
/// (<see cref="LayerKind"/>), the extents of its output, its operations, and the layer that is built from it.
/// </summary>
/// <remarks>A layer of another assembly derives from it and from <see cref="Layer"/>, and is registered by <see cref="NetworkKinds.WithLayer"/>.</remarks>
public abstract record LayerDescription
{
    /// <summary>The name under which its output can be asked for, unique in the network; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>What tables call it, for example <c>average pool</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What tables say of it besides, for example <c>3x3, stride 2</c>; empty if there is nothing to say.</summary>
    public virtual string Detail => "";

    /// <summary>The lists of layers inside it; none for most.</summary>
    public virtual IReadOnlyList<LayerPath> Inner => [];

    /// <summary>Extents of what it emits for a frame.</summary>
    /// <param name="input">Extents of what it gets.</param>
    /// <exception cref="ArgumentException">It cannot take this input, or a value of the description is out of its range.</exception>
    public abstract FeatureSize OutputOf(FeatureSize input);

    /// <summary>Multiply-adds of a dense computation for one frame, those of layers inside it not counted.</summary>
    /// <param name="input">Extents of what it gets.</param>
    public virtual long MultiplyAddsOf(FeatureSize input) => 0;

    /// <summary>What is wrong with running it over time in one sentence, or null; for layers that are made for a number of steps. Layers inside it answer for themselves.</summary>
    /// <param name="steps">Time steps of a sample.</param>
    /// <param name="inPieces">Whether they come in several calls.</param>
    public virtual string? ProblemOver(int steps, bool inPieces) => null;

    /// <summary>Builds the layer.</summary>
    /// <param name="scope">Where it asks for its parameters.</param>
    /// <param name="input">Extents of what it gets; <see cref="OutputOf"/> accepts them.</param>
    public abstract Layer Build(LayerScope scope, FeatureSize input);

    /// <summary>The same layer with every layer inside it, at any depth, replaced.</summary>
    /// <param name="replace">What a layer becomes.</param>
    public virtual LayerDescription MapInside(Func<LayerDescription, LayerDescription> replace) => this;

    /// <summary>Only what the description was made of, not what follows from it.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Name is not null)
            builder.Append("Name = ").Append(Name);
        return Name is not null;
    }
}

/// <summary>A named list of layers inside another layer.</summary>
/// <param name="Name">Part of the names of its parameters.</param>
/// <param name="Layers">The layers; none passes on the input.</param>
public sealed record LayerPath(string Name, LayerList Layers)
{
    /// <summary>Extents of what the path emits for a frame.</summary>
    /// <param name="input">Extents of what it gets.</param>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public FeatureSize OutputOf(FeatureSize input) => Named(() => Layers.OutputOf(input));

    /// <summary>Builds the layers of the path.</summary>
    /// <param name="scope">The scope of the layer that holds the path.</param>
    /// <param name="input">Extents of what the path gets.</param>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public IReadOnlyList<Layer> Build(LayerScope scope, FeatureSize input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Named(() => Layers.Build(scope.Sub(Name), input));
    }

    private T Named<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (LayerException e)
        {
            throw e.Below(Name);
        }
    }
}

/// <summary>A layer does not fit; knows where it stands, so that each list around it can add its part of the place.</summary>
/// <param name="place">The place as far as it is known, for example <c>body.1</c>.</param>
/// <param name="fault">What the layer is, and what is wrong with it.</param>
/// <param name="inner">The cause.</param>
internal sealed class LayerException(string place, string fault, Exception inner) : ArgumentException($"layer {place} {fault}", inner)
{
    /// <summary>The same fault, seen from a list further out.</summary>
    public LayerException Below(string part) => new($"{part}.{place}", fault, this);
}

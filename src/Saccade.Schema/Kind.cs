namespace Saccade.Schema;

/// <summary>What a value of a recipe may be: how it is read, checked and written.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
public abstract class Kind<TValue>
{
    /// <summary>What messages say is expected.</summary>
    public abstract string Expected { get; }

    /// <summary>Reads a value; what is wrong with it goes to the binding's problems.</summary>
    /// <param name="node">The value before it has a type.</param>
    /// <param name="path">Its key.</param>
    /// <param name="binding">Receives problems.</param>
    /// <param name="value">The value, if it could be made.</param>
    /// <returns>Whether it could be made.</returns>
    public abstract bool TryRead(Node node, string path, Binding binding, out TValue value);

    /// <summary>The value before it has a type, complete.</summary>
    public abstract Node Write(TValue value);

    /// <summary>The keys below this value, for the reference.</summary>
    public virtual IEnumerable<KeyDescription> Describe(string path) => [];
}

/// <summary>One line of the reference of all keys.</summary>
public sealed record KeyDescription(string Path, string Expected, string Default, string About);

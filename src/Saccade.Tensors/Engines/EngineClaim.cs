namespace Saccade.Tensors.Engines;

/// <summary>That a thread has an engine; dispose it once, to give the engine back.</summary>
public readonly struct EngineClaim : IDisposable, IEquatable<EngineClaim>
{
    private readonly Engine? _engine;

    internal EngineClaim(Engine engine) => _engine = engine;

    /// <summary>Whether both are claims of the same engine.</summary>
    public static bool operator ==(EngineClaim left, EngineClaim right) => left.Equals(right);

    /// <summary>Whether the claims are of different engines.</summary>
    public static bool operator !=(EngineClaim left, EngineClaim right) => !left.Equals(right);

    /// <summary>Gives the engine back.</summary>
    public void Dispose() => _engine?.Leave();

    /// <inheritdoc/>
    public bool Equals(EngineClaim other) => ReferenceEquals(_engine, other._engine);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EngineClaim other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _engine?.GetHashCode() ?? 0;
}

/// <summary>An engine was asked to compute while another thread had it; nothing was computed.</summary>
public sealed class EngineBusyException : InvalidOperationException
{
    internal EngineBusyException()
        : base("the engine is in use by another thread, expected one thread at a time; give each thread an engine of its own, or wait until the other is done")
    {
    }
}

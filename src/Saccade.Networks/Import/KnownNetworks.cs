namespace Saccade.Networks.Import;

/// <summary>The networks whose weights can be read from files of other programs.</summary>
public static class KnownNetworks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownNetwork> All { get; } = [.. KnownResNets.All(), .. KnownVggs.All(), .. KnownEventNetworks.All(), .. KnownTransformers.All(), .. KnownVisionTransformers.All(), .. KnownSequences.All()];

    /// <summary>The network of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static KnownNetwork Find(string name) => All.FirstOrDefault(n => n.Name == name)
        ?? throw new ArgumentException($"got the network '{name}', expected one of {string.Join(", ", All.Select(n => n.Name))}");
}

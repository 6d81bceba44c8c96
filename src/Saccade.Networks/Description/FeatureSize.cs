namespace Saccade.Networks;

/// <summary>Extents of a layer's output for one frame: a map of [H, W, C], or flat features [F].</summary>
/// <param name="Height">Rows; 1 if flat.</param>
/// <param name="Width">Columns; 1 if flat.</param>
/// <param name="Channels">Channels, or features if flat.</param>
/// <param name="IsFlat">Whether the axes H and W are gone.</param>
/// <exception cref="ArgumentException">An extent is below 1, or there are more than <see cref="MaximumCount"/> elements.</exception>
public sealed record FeatureSize(int Height, int Width, int Channels, bool IsFlat = false)
{
    /// <summary>The most elements that a layer can emit for one frame.</summary>
    public const int MaximumCount = 1 << 28;

    /// <summary>Elements.</summary>
    public int Count { get; } = CountOf(Height, Width, Channels);

    /// <summary>These extents, if they are of a map.</summary>
    /// <exception cref="ArgumentException">They are flat.</exception>
    public FeatureSize RequireMap() => IsFlat ? throw new ArgumentException("needs a map [H, W, C], got flat features") : this;

    /// <summary>These extents, if they are flat.</summary>
    /// <exception cref="ArgumentException">They are of a map.</exception>
    public FeatureSize RequireFlat() => IsFlat ? this : throw new ArgumentException("needs flat features; put a flatten before it");

    /// <summary>Flat features.</summary>
    public static FeatureSize Flat(int features) => new(1, 1, features, IsFlat: true);

    private static int CountOf(int height, int width, int channels)
    {
        if (height < 1 || width < 1 || channels < 1)
            throw new ArgumentException($"extents must be at least 1, got [H {height}, W {width}, C {channels}]");
        return (Int128)height * width * channels <= MaximumCount
            ? height * width * channels
            : throw new ArgumentException($"got [H {height}, W {width}, C {channels}] for a frame, expected at most {MaximumCount} elements");
    }

    /// <summary>For example <c>[H 34, W 34, C 2]</c> or <c>[F 1024]</c>.</summary>
    public override string ToString() => IsFlat ? $"[F {Channels}]" : $"[H {Height}, W {Width}, C {Channels}]";
}

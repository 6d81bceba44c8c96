namespace Saccade.Events.Model;

/// <summary>Extent of a sensor or of a frame in pixels; x runs to the right from 0, y downwards from 0.</summary>
/// <remarks><c>default</c> is the empty extent, which no sensor has; <see cref="IsValid"/> is then false.</remarks>
/// <param name="Width">Number of columns, 1 to 65536.</param>
/// <param name="Height">Number of rows, 1 to 65536.</param>
public readonly record struct SensorSize(int Width, int Height)
{
    /// <summary>Largest extent on one axis, since coordinates are 16-bit.</summary>
    public const int MaxExtent = 65536;

    /// <summary>Whether both extents are in 1 to 65536.</summary>
    public bool IsValid => Width is >= 1 and <= MaxExtent && Height is >= 1 and <= MaxExtent;

    /// <summary>Number of pixels.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Whether the pixel lies on the sensor.</summary>
    public bool Contains(int x, int y) => (uint)x < (uint)Width && (uint)y < (uint)Height;

    /// <summary>This extent, when it is valid.</summary>
    /// <param name="name">Name of the argument that carried it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is outside 1 to 65536.</exception>
    public SensorSize Checked(string name) => IsValid
        ? this
        : throw new ArgumentOutOfRangeException(name, this, $"a sensor has 1 to {MaxExtent} columns and rows, got {this}");

    /// <summary>Width x height, for example <c>34x34</c>.</summary>
    public override string ToString() => $"{Width}x{Height}";
}

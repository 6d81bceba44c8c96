namespace Saccade.Events.Transforms;

/// <summary>A pixel of a sensor.</summary>
/// <param name="X">Column, 0 at the left.</param>
/// <param name="Y">Row, 0 at the top.</param>
public readonly record struct PixelPosition(int X, int Y);

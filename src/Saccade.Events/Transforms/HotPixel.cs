namespace Saccade.Events.Transforms;

/// <summary>A pixel that a <see cref="EventTransform.HotPixelFilter"/> silenced.</summary>
/// <param name="Position">Which one, in the coordinates of the sensor that the filter saw.</param>
/// <param name="Events">How many events it had.</param>
public readonly record struct HotPixel(PixelPosition Position, int Events);

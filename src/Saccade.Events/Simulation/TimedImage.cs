using Saccade.Events.Images;

namespace Saccade.Events.Simulation;

/// <summary>A picture of a sequence.</summary>
/// <param name="Micros">When it is seen, in microseconds; between two pictures the logarithm of light goes in a straight line.</param>
/// <param name="Image">The picture.</param>
public readonly record struct TimedImage(long Micros, RasterImage Image);

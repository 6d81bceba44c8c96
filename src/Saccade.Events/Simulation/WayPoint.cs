namespace Saccade.Events.Simulation;

/// <summary>A pose that a motion passes at a time.</summary>
/// <param name="Micros">Time in microseconds.</param>
/// <param name="Pose">The pose.</param>
public readonly record struct WayPoint(long Micros, ImagePose Pose);

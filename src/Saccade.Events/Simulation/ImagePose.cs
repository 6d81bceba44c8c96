namespace Saccade.Events.Simulation;

/// <summary>Where an image is seen at one moment.</summary>
/// <param name="X">Column of the image's centre from the sensor's centre, in pixels; positive to the right.</param>
/// <param name="Y">Row of the image's centre from the sensor's centre, in pixels; positive downwards.</param>
/// <param name="Turn">Angle in radians about the image's centre; positive clockwise.</param>
/// <param name="Scale">Size, 1 as displayed; above 0.</param>
public readonly record struct ImagePose(double X, double Y, double Turn = 0, double Scale = 1);

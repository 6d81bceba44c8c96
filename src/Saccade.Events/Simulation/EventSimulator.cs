using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Kernels.Random;

namespace Saccade.Events.Simulation;

/// <summary>Turns still images into recordings of an event camera: the image is shown, moved, and seen by simulated pixels.</summary>
public sealed class EventSimulator
{
    private readonly SimulationOptions _options;

    /// <summary>Prepares.</summary>
    public EventSimulator(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Simulates one recording.</summary>
    public void Simulate(RasterImage image, long index, EventBuffer into)
    {
        var random = new CounterRandom(_options.Seed, RandomPurpose.Camera, 1 << 20, index);
        ImagePose offset = new(
            _options.PlaceJitter * PortableMath.Normal(ref random), _options.PlaceJitter * PortableMath.Normal(ref random),
            _options.TurnJitter * PortableMath.Normal(ref random), 1 + _options.SizeJitter * PortableMath.Normal(ref random));
        double sensitivity = Math.Max(0.2, 1 + _options.ThresholdJitter * PortableMath.Normal(ref random));
        CameraOptions camera = _options.Camera with { OnThreshold = _options.Camera.OnThreshold * sensitivity, OffThreshold = _options.Camera.OffThreshold * sensitivity };
        var pixels = new CounterRandom(_options.Seed, RandomPurpose.Camera, 1 << 21, _options.Camera.SameCamera ? 0 : index);
        PixelArray array = new(camera, pixels, random);
        var source = new MovingImage(new LightMap(image, _options.Display), _options.Motion, offset, camera.Sensor.Width, camera.Sensor.Height);
        array.Watch(source);
        array.AddNoise(source.DurationMicros);
        array.Deliver(into);
    }
}

using Saccade.Events.Model;

namespace Saccade.Events.Simulation;

/// <summary>Simulations of published data sets.</summary>
public static class SimulationPresets
{
    /// <summary>
    /// N-MNIST (Orchard et al. 2015): an image of 28x28 seen by the middle of an ATIS during three saccades. The constants of display
    /// and camera were fitted to the 800 training recordings of the subset this project tests with; docs/results.md has the comparison.
    /// Each recording has a camera of its own, so that networks do not learn the pixels of one.
    /// </summary>
    public static SimulationOptions NMnist { get; } = new()
    {
        Display = new DisplayOptions { Inverted = true, ContrastRatio = 7.3, Gamma = 2.07, Blur = 0.61, PixelSize = 1.01 },
        Motion = MotionPaths.ThreeSaccades,
        Camera = new CameraOptions
        {
            Sensor = new SensorSize(34, 34),
            OnThreshold = 0.24,
            OffThreshold = 0.25,
            ThresholdMismatch = 0.08,
            ThresholdNoise = 0.13,
            RefractoryMicros = 350,
            RefractoryNoise = 0.1,
            LowPassMicros = 1370,
            NoiseHertz = 0.3,
            SameCamera = false,
        },
        PlaceJitter = 0.05,
        TimeJitter = 1600,
    };

    /// <summary>
    /// CIFAR10-DVS (Li et al. 2017): an image of 32x32 enlarged to fill a DVS128 and moved along a closed loop, again and again. There were no
    /// recordings to fit it to: display and camera are of the order of the sensor's data sheet, not calibrated.
    /// </summary>
    public static SimulationOptions Cifar10Dvs { get; } = new()
    {
        Display = new DisplayOptions { ContrastRatio = 10, Gamma = 2.2, Blur = 0.7, PixelSize = 4, Background = 0.5 },
        Motion = MotionPaths.RepeatedClosedLoop(),
        Camera = new CameraOptions
        {
            Sensor = new SensorSize(128, 128),
            OnThreshold = 0.25,
            OffThreshold = 0.25,
            ThresholdMismatch = 0.1,
            ThresholdNoise = 0.1,
            RefractoryMicros = 500,
            LowPassMicros = 1000,
            NoiseHertz = 0.1,
            SameCamera = false,
        },
    };
}

using Saccade.Events.Simulation;

namespace Saccade.Events.Datasets;

/// <summary>A data set of simulated recordings: how many, of which images, and how they are made.</summary>
public sealed record SimulatedDatasetOptions
{
    /// <summary>Recordings for training, 0 or more; classes get equal numbers, the first ones one more when it does not divide.</summary>
    public int TrainRecordings { get; init; } = 10_000;

    /// <summary>Recordings for testing, 0 or more; of other images than those for training.</summary>
    public int TestRecordings { get; init; }

    /// <summary>
    /// Images before this index are not used, 0 or more: those of which there are real recordings to test on. The recordings of N-MNIST
    /// show the images of MNIST in order, so a network that is tested on recordings 901 to 1000 must not be trained on images 900 to 999.
    /// Images given for testing apart are all used.
    /// </summary>
    public int FirstImage { get; init; }

    /// <summary>How an image becomes a recording. Its seed also chooses the images.</summary>
    public SimulationOptions Simulation { get; init; } = SimulationPresets.NMnist;
}

namespace Saccade.Training.RunLog;

/// <summary>A phase begins.</summary>
/// <param name="Phase">Its name.</param>
/// <param name="Network"><c>quantised</c> or <c>spiking</c>.</param>
/// <param name="Epochs">Epochs to go.</param>
/// <param name="Steps">Frames or time steps the network sees of a sample.</param>
public sealed record PhaseStarted(string Phase, string Network, int Epochs, int Steps) : TrainingEvent
{
    /// <summary>Bytes that a training step is expected to take at its peak, without the program itself; null in logs of older versions.</summary>
    public long? PlannedBytes { get; init; }

    /// <summary>What the recipe says of the frames, for example <c>snn</c>; null in logs of older versions.</summary>
    public string? Frames { get; init; }

    /// <summary>Positions of the frames that the network sees, from 0; null in logs of older versions.</summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>T, frames of a recording; null in logs of older versions.</summary>
    public int? FrameCount { get; init; }

    /// <summary>Recordings that the phase learns from where it has data of its own; null for the run's training part.</summary>
    public int? OwnSamples { get; init; }
}

using Saccade.Recognition;

namespace Saccade.Training.RunLog;

/// <summary>A network was tried on a split.</summary>
/// <param name="Phase">The phase whose result it is.</param>
/// <param name="Split"><c>validation</c>, <c>test</c> or another name.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Accuracy">Share of right decisions after all steps.</param>
/// <param name="AccuracyBySteps">The same after 1, 2, ... steps.</param>
/// <param name="FiringRates">Mean firing rates by layer; empty for a quantised network.</param>
/// <param name="Confusion">Number of samples of each class (outer) by decision (inner); empty if not counted.</param>
public sealed record Evaluated(
    string Phase,
    string Split,
    int Samples,
    double Accuracy,
    IReadOnlyList<double> AccuracyBySteps,
    IReadOnlyList<LayerRate> FiringRates,
    IReadOnlyList<IReadOnlyList<int>> Confusion) : TrainingEvent
{
    /// <summary>Whether an epoch was chosen by this very split, so that the accuracy is no estimate of how the network does on new data.</summary>
    public bool IsChosen { get; init; }

    /// <summary>Expected calibration error after 1, 2, ... steps, 0 to 1; empty in logs of older versions.</summary>
    public IReadOnlyList<double> CalibrationErrorBySteps { get; init; } = [];

    /// <summary>Time that the events take which were seen after 1, 2, ... steps, in milliseconds, mean over samples; empty for still images and in logs of older versions.</summary>
    public IReadOnlyList<double> MillisecondsBySteps { get; init; } = [];

    /// <summary>What each time step says alone; empty in logs of older versions.</summary>
    public IReadOnlyList<StepOutput> Outputs { get; init; } = [];

    /// <summary>The split's name, and what must be known of it.</summary>
    public string Title() => IsChosen ? Split + " (which chose the epoch)" : Split;
}

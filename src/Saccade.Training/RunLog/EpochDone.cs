using System.Text.Json.Serialization;

namespace Saccade.Training.RunLog;

/// <summary>An epoch is done: trained, and validated if there is a validation part.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">Mean loss over the samples.</param>
/// <param name="TrainAccuracy">Accuracy on the training samples as they were trained.</param>
/// <param name="ValidationAccuracy">Accuracy on the validation part; null if there is none.</param>
/// <param name="AccuracyBySteps">Accuracy on the validation part after 1, 2, ... steps; empty if there is none.</param>
/// <param name="Rate">Learning rate of the epoch.</param>
/// <param name="Seconds">Time the epoch took, validation included.</param>
/// <param name="SamplesPerSecond">Training samples per second of training.</param>
/// <param name="FiringRates">Mean firing rates by layer; empty for a quantised network.</param>
/// <param name="LossTerms">The weighted terms whose sum is the loss.</param>
public sealed record EpochDone(
    string Phase,
    int Epoch,
    double TrainLoss,
    double TrainAccuracy,
    double? ValidationAccuracy,
    IReadOnlyList<double> AccuracyBySteps,
    double Rate,
    double Seconds,
    double SamplesPerSecond,
    IReadOnlyList<LayerRate> FiringRates,
    IReadOnlyList<LossTerm> LossTerms) : TrainingEvent
{
    /// <summary>Cross-entropy of the time-mean logits on the validation part, mean over samples; null if there is none, and in logs of older versions.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Accuracy on the test part, of a phase that keeps the epoch that is best on it; null for others.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Cross-entropy of the time-mean logits on the test part, of a phase that keeps the epoch that is best on it; null for others, and in logs of older versions.</summary>
    public double? TestLoss { get; init; }

    /// <summary>What was handed over between processes; null, and not written, where one process trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EpochExchange? Exchange { get; init; }
}

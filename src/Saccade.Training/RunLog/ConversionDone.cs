namespace Saccade.Training.RunLog;

/// <summary>A quantised network became a spiking one.</summary>
/// <param name="Phase">The phase that the spiking network is for.</param>
/// <param name="Layers">What the conversion costs, layer by layer.</param>
/// <param name="AccuracyBefore">Validation accuracy of the quantised network; null if not measured.</param>
/// <param name="AccuracyAfter">Validation accuracy of the spiking network before any fine-tuning; null if not measured.</param>
public sealed record ConversionDone(string Phase, IReadOnlyList<LayerConversion> Layers, double? AccuracyBefore = null, double? AccuracyAfter = null) : TrainingEvent
{
    /// <summary>Validation accuracy of the spiking network before any fine-tuning after 1, 2, ... steps; empty if not measured and in logs of older versions.</summary>
    public IReadOnlyList<double> AccuracyAfterBySteps { get; init; } = [];
}

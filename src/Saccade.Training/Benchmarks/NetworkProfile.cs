namespace Saccade.Training.Benchmarks;

/// <summary>Where the time of a network goes.</summary>
/// <param name="Layers">All layers, those inside residual blocks after their block.</param>
/// <param name="LossSeconds">Seconds of the loss, forward and backward; null without training.</param>
/// <param name="Steps">T of the batch.</param>
/// <param name="Samples">N of the batch.</param>
/// <param name="Limits">The machine's limits.</param>
internal sealed record NetworkProfile(IReadOnlyList<LayerProfile> Layers, double? LossSeconds, int Steps, int Samples, MachineLimits Limits)
{
    /// <summary>Seconds of the forward passes of all layers.</summary>
    public double ForwardSeconds => Layers.Sum(l => l.ForwardSeconds);

    /// <summary>Seconds of the backward passes of all layers; null without training.</summary>
    public double? BackwardSeconds => LossSeconds is null ? null : Layers.Sum(l => l.BackwardSeconds);
}

using Saccade.Cli.Doctor;
using Saccade.Cli.Hosting;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Profile;

/// <summary>The result of <c>saccade profile</c> for programs.</summary>
internal sealed record ProfileResult(
    string Model,
    string? Data,
    int Steps,
    int Batch,
    int Threads,
    int Rounds,
    IReadOnlyList<ProfileRow> Layers,
    double ForwardSeconds,
    double? BackwardSeconds,
    double? LossSeconds,
    double DenseFlops,
    double ShareOfLimit,
    MachineLimits Limits,
    ConvolutionCost ConvolutionCost,
    bool CostIsMeasured,
    string Processor,
    string Version)
{
    public static ProfileResult Of(ProfileOptions options, NetworkProfile profile, int threads, ConvolutionCost cost)
    {
        double flops = profile.Layers.Sum(l => l.DenseFlops);
        return new ProfileResult(
            options.Model, options.Data, profile.Steps, profile.Samples, threads, options.Rounds, [.. profile.Layers.Select(ProfileRow.Of)],
            profile.ForwardSeconds, profile.BackwardSeconds, profile.LossSeconds, flops, flops / profile.Limits.FlopsOf(threads) / profile.ForwardSeconds,
            profile.Limits, cost, options.Rounds > 1, Machine.Processor(), ProductVersion.Text);
    }
}

/// <summary>A layer of a profile.</summary>
internal sealed record ProfileRow(
    string Name,
    string Description,
    string Output,
    double ForwardSeconds,
    double? BackwardSeconds,
    double InputDensity,
    KernelUse KernelUse,
    double DenseFlops,
    double ShareOfLimit,
    long OutputBytes)
{
    public static ProfileRow Of(LayerProfile layer)
        => new(
            layer.Name, layer.Description.Title, layer.Output.ToString(), layer.ForwardSeconds, layer.BackwardSeconds, layer.InputDensity,
            layer.KernelUse, layer.DenseFlops, layer.ShareOfLimit, layer.OutputBytes);
}

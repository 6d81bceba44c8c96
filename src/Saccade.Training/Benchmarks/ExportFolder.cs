using System.Text.Json;
using Saccade.Files;
using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Training.Benchmarks;

/// <summary>Where a workload is written for other programs.</summary>
/// <param name="folder">An existing folder.</param>
internal sealed class ExportFolder(string folder)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public void Array(string name, Shape shape, ReadOnlyMemory<float> values) => NpyFile.Write(Path.Combine(folder, name + ".npy"), shape, values);

    /// <summary>
    /// Which neurons of a layer fired, to be called as a tap. Rounding that differs by a bit makes some neurons fire in one program and not in another, and a deep network turns a
    /// few into many: only one that is led along these spikes can be compared to the last digits.
    /// </summary>
    public void Spikes(Layer layer, Tensor y)
    {
        if (layer is SpikingLayer)
            NpyFile.WriteBits(Path.Combine(folder, $"spikes-{layer.Path}.npy"), y.Values);
    }

    public void Expected(ExpectedResult expected) => AtomicFile.WriteText(Path.Combine(folder, "expected.json"), JsonSerializer.Serialize(expected, _json) + "\n");

    public void Weights(Network network, ModelCard? card, int steps)
        => ModelFile.Save(Path.Combine(folder, "weights.safetensors"), network, card ?? CardOf(network, steps));

    public void Onnx(Network network, int steps) => AtomicFile.Write(Path.Combine(folder, "network.onnx"), stream => OnnxFile.Write(stream, network, steps));

    /// <summary>Euclidean norm of the gradient of each parameter that has one.</summary>
    public static IReadOnlyDictionary<string, double> Norms(Network network, Gradients gradients)
        => network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => Math.Sqrt(ReduceKernels.SumSquares(gradients.Of(p))));

    private static ModelCard CardOf(Network network, int steps) => new()
    {
        Name = "benchmark",
        Labels = [.. Enumerable.Range(0, network.Classes).Select(k => $"{k}")],
        Preprocessing = Preprocessing.OfWhole(network.Description.Input, steps) with { Scaling = FrameResize.None },
    };
}

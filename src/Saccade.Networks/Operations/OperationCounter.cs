using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Tensors;

namespace Saccade.Networks.Operations;

/// <summary>
/// Counts the operations of one pass of one sample, layer by layer, by watching it. Batch norm and biases are taken to be folded into weights and potentials. A layer with
/// weights that gets real numbers multiplies all of them; one that gets spikes adds a weight for each output that a spike reaches.
/// </summary>
/// <param name="countCost">What inputs cost that stand for several spikes.</param>
internal sealed class OperationCounter(CountCost countCost)
{
    private readonly Dictionary<Tensor, SpikeSignal?> _signals = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Layer, SpikeSignal?> _inputs = [], _outputs = [];
    private readonly List<LayerOperations> _layers = [];

    /// <summary>What each layer with weights or neurons did, in the order in which they ran.</summary>
    public IReadOnlyList<LayerOperations> Layers => _layers;

    /// <summary>The pass, watched.</summary>
    public ForwardPass Watching(ForwardPass pass) => pass with { WatchInput = Enter, Watch = Leave };

    private void Enter(Layer layer, Tensor x)
    {
        _inputs[layer] = _signals.GetValueOrDefault(x);
        if (layer.MultiplyAdds > 0)
            _layers.Add(Weighted(layer, x, _inputs[layer]));
    }

    private void Leave(Layer layer, Tensor y)
    {
        var paths = layer.Inner.Select(path => path.Count == 0 ? _inputs[layer] : _outputs.GetValueOrDefault(path[^1]));
        _outputs[layer] = _signals[y] = SpikeSignal.After(layer, _inputs[layer], [.. paths]);
        if (layer is NeuronLayer neurons)
            _layers.Add(new LayerOperations(layer, null, 0, double.NaN, new OperationCount(0, 0, 0, neurons.CountSpikes(y), y.Shape.Count)));
    }

    private LayerOperations Weighted(Layer layer, Tensor x, SpikeSignal? signal)
    {
        int frames = x.Shape[0] * x.Shape[1];
        double dense = (double)layer.MultiplyAdds * frames, density = (double)ReduceKernels.CountNonZero(x.Values) / x.Shape.Count;
        if (signal is null)
            return new LayerOperations(layer, InputKind.Real, 0, density, new OperationCount(dense, 0, 0, 0, 0));
        bool isBinary = signal.Most == 1, multiplies = !isBinary && countCost == CountCost.Multiply;
        double reached = isBinary && layer is AttentionLayer attention ? attention.CountAccumulates(x.Values) : Reached(layer, x, signal, countsOnce: isBinary || multiplies);
        double published = signal.HasLevels ? Strength(x, signal) : density;
        return new LayerOperations(
            layer, isBinary ? InputKind.Spikes : InputKind.Counts, signal.Most, density, new OperationCount(multiplies ? reached : 0, multiplies ? 0 : reached, published * dense, 0, 0));
    }

    /// <summary>Unit spikes for each input.</summary>
    private static double Strength(Tensor x, SpikeSignal signal)
    {
        long sum = 0;
        var values = x.Values;
        for (int i = 0; i < values.Length; i++)
            sum += signal.Strength(values[i], i);
        return (double)sum / values.Length;
    }

    /// <summary>Outputs that the inputs reach, one by one, each times the spikes it stands for.</summary>
    private static double Reached(Layer layer, Tensor x, SpikeSignal signal, bool countsOnce)
    {
        int length = x.Shape.Count / (x.Shape[0] * x.Shape[1]), channels = x.Shape[^1];
        double[] fanOut = FanOut(layer, length / channels, length);
        double sum = 0;
        var values = x.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
                sum += (countsOnce ? 1 : signal.Count(values[i], i)) * fanOut[i % length / channels];
        }

        return sum;
    }

    /// <summary>The outputs that an input reaches, for each position of a map. Of layers but convolutions each input reaches as many as the mean.</summary>
    private static double[] FanOut(Layer layer, int positions, int inputs)
    {
        double[] result = new double[positions];
        Array.Fill(result, (double)layer.MultiplyAdds / inputs);
        if (layer is not ConvolutionLayer { Shape: var shape })
            return result;
        int[] rows = Windows(shape.Height, shape.KernelHeight, shape.OutputHeight, shape), columns = Windows(shape.Width, shape.KernelWidth, shape.OutputWidth, shape);
        for (int i = 0; i < positions; i++)
            result[i] = (double)rows[i / shape.Width] * columns[i % shape.Width] * shape.GroupOutputs;
        return result;
    }

    /// <summary>For each row or column, the windows that see it.</summary>
    private static int[] Windows(int extent, int kernel, int outputs, ConvolutionShape shape)
    {
        int[] seen = new int[extent];
        for (int o = 0; o < outputs; o++)
        {
            int first = (o * shape.Stride) - shape.Padding;
            for (int i = Math.Max(0, first); i < Math.Min(extent, first + kernel); i++)
                seen[i]++;
        }

        return seen;
    }
}

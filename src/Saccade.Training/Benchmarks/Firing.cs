using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.RunLog;

namespace Saccade.Training.Benchmarks;

/// <summary>How often neurons fire, measured and forced: what sparse kernels take depends on it, so a benchmark must say it.</summary>
internal static class Firing
{
    private const int Halvings = 16, FewSamples = 2;
    private const float Reach = 3;

    /// <summary>The rate of each layer of neurons.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="input">What it sees.</param>
    /// <param name="use">What batch normalisation does; <see cref="BatchNormUse.Batch"/> moves the running statistics.</param>
    public static IReadOnlyList<LayerRate> Rates(Engine engine, Network network, NetworkInput input, BatchNormUse use)
    {
        var rates = new List<LayerRate>();
        Forward(engine, network, input, use, (layer, y) =>
        {
            if (layer is SpikingLayer)
                rates.Add(new LayerRate(layer.Path, Density(y)));
        });
        return rates;
    }

    /// <summary>Sets the running statistics of all batch normalisations to those of the input, as if it had been trained on for long.</summary>
    /// <inheritdoc cref="Rates"/>
    public static void Settle(Engine engine, Network network, NetworkInput input)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Parameter Statistic, float Momentum)[] statistics =
        [
            .. from layer in network.AllLayers.OfType<BatchNormLayer>()
               let momentum = (float)((BatchNorm)layer.Description).Momentum
               where momentum > 0
               from statistic in (Parameter[])[layer.RunningMean, layer.RunningVariance]
               select (statistic, momentum),
        ];

        // A pass leaves (1 - momentum) old + momentum new.
        foreach (var (statistic, _) in statistics)
            Array.Clear(statistic.Values);
        Forward(engine, network, input, BatchNormUse.Batch, null);
        foreach (var (statistic, momentum) in statistics)
            ElementwiseKernels.Unary(new UnaryFunction.Scale(1 / momentum), statistic.Values, statistic.Values);
    }

    /// <summary>
    /// Makes the neurons after each batch normalisation fire at about a rate: a number found by bisection is added to its shift, from the first layer to
    /// the last; then the running statistics <see cref="Settle"/>. Neurons after other layers fire as they do.
    /// </summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network, which is changed.</param>
    /// <param name="input">What it sees; the first samples are used.</param>
    /// <param name="rate">Spikes per neuron and step, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">No neurons follow a batch normalisation.</exception>
    public static void Force(Engine engine, Network network, NetworkInput input, double rate)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1);
        var few = input.First(FewSamples);
        (BatchNormLayer Norm, SpikingLayer Neurons)[] pairs = [.. Sequences(network.Layers).SelectMany(Pairs)];
        if (pairs.Length == 0)
            throw new ArgumentException("no layer of neurons of this network follows a batch normalisation, expected at least one: its firing cannot be forced");
        foreach (var (norm, neurons) in pairs)
        {
            float added = Offset(engine, neurons, rate, Output(engine, network, few, norm), norm.Output);
            for (int c = 0; c < norm.Shift.Values.Length; c++)
                norm.Shift.Values[c] += added;
        }

        Settle(engine, network, input);
    }

    /// <summary>What must be added to the neurons' input, found with these neurons alone.</summary>
    private static float Offset(Engine engine, SpikingLayer neurons, double rate, (Shape Shape, float[] Values) current, FeatureSize size)
    {
        var alone = Network.Create(new NetworkDescription(new FrameSize(size.Height, size.Width, size.Channels), [neurons.Description, new Flatten()]), seed: 1);
        foreach (var (mine, copy) in neurons.Parameters.Zip(alone.Layers[0].Parameters))
            mine.Values.CopyTo(copy.Values, 0);
        var shape = new Shape("TNHWC", current.Shape[0], current.Shape[1], size.Height, size.Width, size.Channels);
        float high = Reach * Math.Max(neurons.SpikeHeight, Math.Max(1, ReduceKernels.Max(current.Values))), low = -high;
        for (int i = 0; i < Halvings; i++)
        {
            float middle = (low + high) / 2;
            using var tape = new Tape(engine, recording: false);
            var shifted = tape.Constant(shape, values =>
            {
                var to = values.Span;
                for (int k = 0; k < to.Length; k++)
                    to[k] = current.Values[k] + middle;
            });
            (low, high) = Density(alone.Forward(shifted, new ForwardPass(tape))) < rate ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static (Shape Shape, float[] Values) Output(Engine engine, Network network, NetworkInput input, Layer wanted)
    {
        (Shape, float[])? found = null;
        Forward(engine, network, input, BatchNormUse.Batch, (layer, y) => found = layer == wanted ? (y.Shape, y.Values.ToArray()) : found);
        return found!.Value;
    }

    private static void Forward(Engine engine, Network network, NetworkInput input, BatchNormUse use, Action<Layer, Tensor>? tap)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        using var tape = new Tape(engine, recording: false);
        network.Forward(input.On(tape), new ForwardPass(tape) { BatchNorm = use, Watch = tap });
    }

    private static double Density(Tensor y) => (double)ReduceKernels.CountNonZero(y.Values) / y.Shape.Count;

    private static IEnumerable<(BatchNormLayer Norm, SpikingLayer Neurons)> Pairs(IReadOnlyList<Layer> layers)
        => layers.Zip(layers.Skip(1)).Where(pair => pair is { First: BatchNormLayer, Second: SpikingLayer }).Select(pair => ((BatchNormLayer)pair.First, (SpikingLayer)pair.Second));

    private static IEnumerable<IReadOnlyList<Layer>> Sequences(IReadOnlyList<Layer> layers)
        => layers.SelectMany(layer => layer.Inner).SelectMany(Sequences).Prepend(layers);
}

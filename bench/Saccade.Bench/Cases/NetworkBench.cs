using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;

namespace Saccade.Bench.Cases;

/// <summary>Whole networks: training steps and inference, with firing rates forced to what trained networks show.</summary>
internal static class NetworkBench
{
    private const int Steps = 5, Classes = 10;
    private const double InputDensity = 0.1;

    private static readonly LayerDescription _lif = new LayerDescription.Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = Kernels.Neurons.ResetKind.Hard });

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        Training("small network", Small, batch: 32, rate: 0.1),
        Training("VGG-SNN", Vgg, batch: 8, rate: 0.1),
        Training("VGG-SNN", Vgg, batch: 8, rate: 0.2),
        .. from rate in (double[])[0.02, 0.05, 0.1, 0.2]
           from batch in (int[])[1, 8]
           select Inference("small network", Small, batch, rate),
        .. from rate in (double[])[0.02, 0.05, 0.1, 0.2]
           from batch in (int[])[1, 8]
           select Inference("VGG-SNN", Vgg, batch, rate),
    ];

    private static NetworkDescription Small => ModelDescriptions.SmallCnn(new FrameSize(34, 34), Classes, _lif);

    private static NetworkDescription Vgg => ModelDescriptions.VggSnn(new FrameSize(48, 48), Classes, _lif);

    private static BenchCase Training(string name, NetworkDescription description, int batch, double rate)
        => new("training step, T = 5", $"{name}, batch {batch}, {100 * rate:F0} % firing", context =>
        {
            var (network, frames) = Prepare(description, batch, rate, context.All);
            VerifyEngines(network, frames[..(Steps * description.Input.Count)], context, description);
            var optimizer = new Optimizer(new OptimizerRecipe.Adam { Rate = 1e-9 }, network);
            int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % Classes)];
            return
            [
                new BenchWay("forward, backward, Adam", () => TrainingStep(network, frames, labels, optimizer, context.All))
                {
                    Threads = context.All.Threads, Samples = batch, Note = Rates(network, frames, batch, context.All, BatchNormUse.Batch),
                },
            ];
        });

    private static BenchCase Inference(string name, NetworkDescription description, int batch, double rate)
        => new("inference, T = 5", $"{name}, batch {batch}, {100 * rate:F0} % firing", context =>
        {
            var (network, frames) = Prepare(description, batch, rate, context.All);
            return
            [
                new BenchWay("forward", () => Forward(network, frames, batch, context.All, BatchNormUse.Running))
                {
                    Threads = context.All.Threads, Samples = batch, Note = Rates(network, frames, batch, context.All, BatchNormUse.Running),
                },
            ];
        });

    private static void TrainingStep(Network network, float[] frames, int[] labels, Optimizer optimizer, Engine engine)
    {
        using var tape = new Tape(engine, recording: true);
        var logits = network.Forward(Frames(tape, network, frames), new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true });
        using var gradients = tape.Backward(LossTerms.CrossEntropyOfMean(logits, labels));
        optimizer.Step(gradients, 1e-9); // so small that the firing rates stay
    }

    private static void Forward(Network network, float[] frames, int batch, Engine engine, BatchNormUse use, Action<Layer, Tensor>? tap = null)
    {
        using var tape = new Tape(engine, recording: false);
        var logits = network.Forward(Frames(tape, network, frames), new ForwardPass(tape) { BatchNorm = use, Tap = tap });
        if (logits.Shape[1] != batch)
            throw new InvalidOperationException($"logits of {logits.Shape[1]} samples, expected {batch}");
    }

    /// <summary>
    /// A network whose layers fire at about the wanted rate: the shift of each batch norm is found by bisection, from the
    /// first layer to the last; then the running statistics follow the batch.
    /// </summary>
    private static (Network Network, float[] Frames) Prepare(NetworkDescription description, int batch, double rate, Engine engine)
    {
        var network = Network.Create(description, seed: 1);
        float[] frames = RandomData.Spikes(Steps * batch * description.Input.Count, InputDensity, 5);
        Layer[] layers = [.. network.Layers];
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i] is not BatchNormLayer norm || layers[i + 1] is not SpikingLayer neurons)
                continue;
            float low = -3, high = 3;
            for (int halving = 0; halving < 10; halving++)
            {
                float middle = (low + high) / 2;
                Array.Fill(norm.Shift.Values, middle);
                if (Rate(network, frames, batch, engine, BatchNormUse.Batch, neurons) < rate)
                    low = middle;
                else
                    high = middle;
            }
        }

        for (int i = 0; i < 30; i++)
            Forward(network, frames, batch, engine, BatchNormUse.Batch);
        return (network, frames);
    }

    private static double Rate(Network network, float[] frames, int batch, Engine engine, BatchNormUse use, Layer wanted)
    {
        double rate = 0;
        Forward(network, frames, batch, engine, use, (layer, y) => rate = layer == wanted ? Density(y) : rate);
        return rate;
    }

    private static string Rates(Network network, float[] frames, int batch, Engine engine, BatchNormUse use)
    {
        var rates = new List<double>();
        Forward(network, frames, batch, engine, use, (layer, y) =>
        {
            if (layer is SpikingLayer)
                rates.Add(Density(y));
        });
        return $"firing {100 * rates.Min():F0} to {100 * rates.Max():F0} %";
    }

    private static double Density(Tensor y) => (double)ReduceKernels.CountNonZero(y.Values) / y.Shape.Count;

    private static void VerifyEngines(Network network, float[] oneSample, BenchContext context, NetworkDescription description)
    {
        if (description.Layers.Count > 15)
            return; // the reference engine would take minutes; the small network covers the same layers
        float[] expected = Logits(network, oneSample, context.Reference), actual = Logits(network, oneSample, context.All);
        Close.SameBits(expected, actual, "logits");
    }

    private static float[] Logits(Network network, float[] frames, Engine engine)
    {
        using var tape = new Tape(engine, recording: false);
        return network.Forward(Frames(tape, network, frames), new ForwardPass(tape)).Values.ToArray();
    }

    private static Tensor Frames(Tape tape, Network network, float[] frames)
    {
        var size = network.Description.Input;
        return tape.Constant(new Shape("TNHWC", Steps, frames.Length / Steps / size.Count, size.Height, size.Width, size.Channels), frames);
    }
}

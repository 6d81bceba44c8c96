using Saccade.Networks;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Benchmarks;

namespace Saccade.Bench.Cases;

/// <summary>Whole networks: training steps and inference, with firing rates forced to what trained networks show.</summary>
internal static class NetworkBench
{
    private const int Steps = 5, Classes = 10;

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        Training("small network", _small, batch: 32, rate: 0.1),
        Training("VGG-SNN", _vgg, batch: 8, rate: 0.1),
        Training("VGG-SNN", _vgg, batch: 8, rate: 0.2),
        .. from rate in (double[])[0.02, 0.05, 0.1, 0.2]
           from batch in (int[])[1, 8]
           select Inference("small network", _small, batch, rate),
        .. from rate in (double[])[0.02, 0.05, 0.1, 0.2]
           from batch in (int[])[1, 8]
           select Inference("VGG-SNN", _vgg, batch, rate),
    ];

    private static NetworkDescription _small => BuiltInNetwork.Small.Network;

    private static NetworkDescription _vgg => BuiltInNetwork.VggSnn.Network;

    private static BenchCase Training(string name, NetworkDescription description, int batch, double rate)
        => new("training step, T = 5", $"{name}, batch {batch}, {100 * rate:F0} % firing", context =>
        {
            var (network, input) = Prepare(description, batch, rate, context.All);
            VerifyEngines(network, input.First(1), context);
            return [Way("forward, backward, Adam", new TrainingWorkload(network, input), context.All)];
        });

    private static BenchCase Inference(string name, NetworkDescription description, int batch, double rate)
        => new("inference, T = 5", $"{name}, batch {batch}, {100 * rate:F0} % firing", context =>
        {
            var (network, input) = Prepare(description, batch, rate, context.All);
            return [Way("forward", new InferenceWorkload(network, input), context.All)];
        });

    private static BenchWay Way(string label, NetworkWorkload workload, Engine engine)
    {
        var rates = workload.FiringRates(engine);
        return new BenchWay(label, () => workload.Run(engine))
        {
            Threads = engine.Threads,
            Samples = workload.Samples,
            Note = $"firing {100 * rates.Min(r => r.Rate):F0} to {100 * rates.Max(r => r.Rate):F0} %",
        };
    }

    private static (Network Network, NetworkInput Input) Prepare(NetworkDescription description, int batch, double rate, Engine engine)
    {
        var network = Network.Create(description, seed: 1);
        var input = NetworkInput.Random(description.Input, Steps, batch, Classes);
        Firing.Force(engine, network, input, rate);
        return (network, input);
    }

    private static void VerifyEngines(Network network, NetworkInput oneSample, BenchContext context)
    {
        if (network.Layers.Count > 15)
            return; // the reference engine would take minutes; the small network covers the same layers
        Close.SameBits(Logits(network, oneSample, context.Reference), Logits(network, oneSample, context.All), "logits");
    }

    private static float[] Logits(Network network, NetworkInput input, Engine engine)
    {
        using var tape = new Tape(engine, recording: false);
        return network.Forward(input.On(tape), new ForwardPass(tape)).Values.ToArray();
    }
}

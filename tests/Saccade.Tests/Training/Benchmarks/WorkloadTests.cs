using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Benchmarks;
using Xunit;

namespace Saccade.Tests.Training.Benchmarks;

public sealed class WorkloadTests
{
    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription());

    [Fact]
    public void Neurons_EmitWhatTheKernelEmits()
    {
        const int Steps = 4, Count = 101;
        using var engine = new Engine(2);
        using var folder = new TemporaryFolder();
        var workload = new NeuronWorkload(Steps, Count, backward: true);
        float[] output = new float[Steps * Count], charged = new float[output.Length];
        NeuronKernels.Forward(NeuronWorkload.Neurons, workload.Input.Span, [], charged, output, Steps, Count, 0, Count);

        workload.Export(engine, folder.Path);

        Assert.Equal(output, Values(folder, "output"));
        Assert.Equal(workload.Input.ToArray(), Values(folder, "input"));
        Assert.Contains(Values(folder, "gradient"), g => g != 0);
        Assert.Equal((double)output.Count(y => y != 0) / output.Length, workload.FiringRates(engine).Single().Rate);
    }

    [Fact]
    public void Inference_ExportsTheLogitsOfItsNetwork()
    {
        using var engine = new Engine(1);
        using var folder = new TemporaryFolder();
        var workload = new InferenceWorkload(Small(), Frames(3));

        workload.Export(engine, folder.Path);

        var (network, _) = ModelFile.Load(Path.Combine(folder.Path, "weights.safetensors"));
        using var tape = new Tape(engine, recording: false);
        Assert.Equal(network.Forward(workload.Input.On(tape), new ForwardPass(tape)).Values.ToArray(), Values(folder, "logits"));
        Assert.Equal(workload.Input.Values.ToArray(), Values(folder, "frames"));
    }

    [Fact]
    public void Flops_OfTraining_AreThreeForwardPassesButForTheFirstLayersInput()
    {
        var network = Small();
        long first = network.Layers[0].MultiplyAdds, all = network.Layers.Sum(l => l.MultiplyAdds);
        const int FramesOfABatch = 2 * 3;

        Assert.Equal(2.0 * all * FramesOfABatch, new InferenceWorkload(network, Frames(3)).DenseFlops);
        Assert.Equal(2.0 * (3 * all - first) * FramesOfABatch, new TrainingWorkload(network, Frames(3)).DenseFlops);
    }

    [Fact]
    public void Runs_GiveAllMemoryBack()
    {
        using var engine = new Engine(2);
        Workload[] workloads =
        [
            new InferenceWorkload(Small(), Frames(2)), new TrainingWorkload(Small(), Frames(2)), new NeuronWorkload(2, 10, backward: true), new LinearNeuronWorkload(4, backward: true, steps: 3, samples: 2),
        ];
        foreach (var workload in workloads)
        {
            var result = Benchmark.Run(engine, workload, rounds: 1, TimeProvider.System);

            Assert.Equal(0, engine.Pool.LentBytes);
            Assert.Equal(result.Seconds / workload.Samples, result.SecondsPerSample);
            Assert.True(result.PeakBytes >= result.PoolPeakBytes && result.PoolPeakBytes > 0);
        }
    }

    [Fact]
    public void Forced_FiringRate_IsReached_InTrainingAndInference()
    {
        const double Rate = 0.2;
        using var engine = new Engine(2);
        var network = Small();
        var frames = Frames(2);

        Firing.Force(engine, network, frames, Rate);

        foreach (var use in (BatchNormUse[])[BatchNormUse.Running, BatchNormUse.Batch])
            Assert.All(Firing.Rates(engine, network, frames, use), layer => Assert.InRange(layer.Rate, Rate - 0.03, Rate + 0.03)); // few neurons: a step of the bisection moves several
        var none = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new Flatten(), new Linear(2)]), 1);
        Assert.Contains("cannot be forced", Assert.Throws<ArgumentException>(() => Firing.Force(engine, none, NetworkInput.Random(new FrameSize(4, 4), 1, 1, 2), Rate)).Message);
    }

    [Fact]
    public void Input_First_KeepsTheStepsOfEachSample()
    {
        var all = Frames(3);
        var one = all.First(1);
        int frame = all.Shape[2] * all.Shape[3] * all.Shape[4];

        Assert.Equal(1, one.Samples);
        Assert.Equal(all.Values.Span[..frame].ToArray(), one.Values.Span[..frame].ToArray());
        Assert.Equal(all.Values.Span.Slice(3 * frame, frame).ToArray(), one.Values.Span[frame..].ToArray());
    }

    [Fact]
    public void Profile_OfAResidualNetwork_KnowsWhatEachLayerReads()
    {
        using var engine = new Engine(1);
        var description = new NetworkDescription(
            new FrameSize(6, 6),
            [
                new Convolution(4), new BatchNorm(), _lif,
                Branches.Add([new Convolution(4), new Relu()], []), new Flatten(), new Linear(3),
            ]);
        var network = Network.Create(description, 1);

        var profile = LayerProfiler.Run(engine, network, NetworkInput.Random(description.Input, 2, 2, 3), trains: true, rounds: 1, TimeProvider.System);

        Assert.Equal(network.AllLayers.Select(l => l.Path), profile.Layers.Select(l => l.Name));
        double Density(string name) => profile.Layers.Single(l => l.Name == name).InputDensity;
        Assert.Equal(Density("3"), Density("3.body.0")); // both read the neurons
        Assert.InRange(Density("3"), 0, 0.99);
        Assert.Equal(1, Density("2"));
        Assert.Equal(0, engine.Pool.LentBytes);
    }

    [Fact]
    public void Limits_AreMeasuredForOneThreadAndForAll()
    {
        var limits = MachineLimits.Measure(2, TimeProvider.System, repetitions: 1);

        Assert.All([limits.Flops, limits.Bandwidth, limits.AllFlops, limits.AllBandwidth], value => Assert.True(value > 0));
        Assert.Equal((limits.Flops, limits.AllFlops), (limits.FlopsOf(1), limits.FlopsOf(2)));
        Assert.Equal((limits.Bandwidth, limits.AllBandwidth), (limits.BandwidthOf(1), limits.BandwidthOf(2)));
    }

    private static Network Small() => Network.Create(new ArchitectureDescription.SmallCnn { Channels = [6, 8] }.Describe(new FrameSize(8, 8), 3, _lif), 1);

    private static NetworkInput Frames(int samples) => NetworkInput.Random(new FrameSize(8, 8), 2, samples, 3, density: 0.3);

    /// <summary>The values of an array: its shape is short enough for a header of 128 bytes.</summary>
    private static float[] Values(TemporaryFolder folder, string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder.Path, name + ".npy"));
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8))).ToArray();
    }
}

using Saccade.Kernels.Convolution;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;

namespace Saccade.Training.Runs;

/// <summary>Whether this machine computes what it should, in about a second.</summary>
public static class SelfTest
{
    private const double Tolerance = 1e-4;

    private const string TinyRun = """
        name: self-test
        data: {layout: synthetic, validation: 0, synthetic: {train-per-class: 2, test-per-class: 1, width: 16, height: 16, duration-ms: 20}}
        frames: {count: 4, ann: 2, snn: 2, height: 16, width: 16}
        network: {preset: small-cnn, channels: [8, 8]}
        phases:
          pretrain: {network: quantised, epochs: 1, batch: 8}
          finetune: {network: spiking, from: pretrain, teachers: {pretrain: {}}, epochs: 1, batch: 8, objective: [{kind: cross-entropy}, {kind: step-distillation}]}
        """;

    /// <summary>The largest difference between the fast kernels and the readable reference, as a share of the largest value, for the logits of a small network.</summary>
    /// <param name="threads">Threads of the fast kernels; 0 for one for each core.</param>
    /// <returns>About 1e-6 on a sound machine; see <see cref="IsClose"/>.</returns>
    public static double KernelDeviation(int threads = 0)
    {
        var description = new ArchitectureDescription.SmallCnn { Channels = [12, 20] }.Describe(new FrameSize(18, 18), 10, new Relu());
        var network = Network.Create(description, seed: 1);
        using Engine fast = new(threads), reference = Engine.Reference();
        float[] got = Logits(fast, network), expected = Logits(reference, network);
        double scale = expected.Max(Math.Abs);
        return got.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max() / scale;
    }

    /// <summary>Whether a deviation is one of rounding alone.</summary>
    public static bool IsClose(double deviation) => deviation <= Tolerance;

    /// <summary>Whether a small run of training and conversion ends with the same bits on one thread and on several.</summary>
    /// <param name="threads">Number of threads to compare one with, at least 2.</param>
    /// <param name="cancellation">Stops it after a batch.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static bool TrainingIsDeterministic(int threads = 2, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 2);
        var recipe = RecipeReader.Read(TinyRun, "self-test");
        var data = TrainingData.Load(recipe, path: null, cancellation: cancellation);
        Network Train(int count)
        {
            using var engine = new Engine(count);
            return new RecipeRunner(engine, recipe, data, new TrainingObservers(), new NoRunStore()).Run(cancellation).Network;
        }

        var (one, several) = (Train(1), Train(threads));
        return one.Parameters.Zip(several.Parameters).All(pair => pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values));
    }

    /// <summary>Measures dense convolution (3x3, 64 to 64 channels, 32x32 pixels).</summary>
    /// <param name="threads">Number of threads.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The best of several short measurements in 10^9 floating-point operations a second; a multiply-add counts as two.</returns>
    public static double ConvolutionGigaflops(int threads, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        const int Images = 8, Rounds = 6, Repeats = 4;
        var plan = new ConvolutionPlan(new ConvolutionShape(32, 32, 64, 64, 3, 3, 1, 1));
        using var engine = new Engine(threads);
        using var tape = new Tape(engine, recording: false);
        var x = tape.Constant(new Shape("TNHWC", 1, Images, 32, 32, 64), Noise(Images * plan.Shape.InputSize, 1));
        var w = tape.Constant(new Shape("HWIO", 3, 3, 64, 64), Noise(plan.Shape.WeightSize, 2));
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = time.GetTimestamp();
            for (int i = 0; i < Repeats; i++)
                tape.Release(ConvolutionOp.Apply(plan, x, w, bias: null));
            best = Math.Max(best, 2.0 * plan.Shape.MultiplyAdds * Images * Repeats / time.GetElapsedTime(start).TotalSeconds / 1e9);
        }

        return best;
    }

    private static float[] Logits(Engine engine, Network network)
    {
        var size = network.Description.Input;
        using var tape = new Tape(engine, recording: false);
        var frames = tape.Constant(new Shape("TNHWC", 2, 3, size.Height, size.Width, size.Channels), Noise(2 * 3 * size.Height * size.Width * size.Channels, 3));
        return network.Forward(frames, new ForwardPass(tape)).Values.ToArray();
    }

    private static float[] Noise(int count, long index)
    {
        var random = new CounterRandom(1, RandomPurpose.Synthesis, index);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(random.NextDouble() - 0.5);
        return values;
    }
}

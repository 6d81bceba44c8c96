using Saccade.Kernels.Optimization;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.Tests.Networks;
using Saccade.Tests.Streaming;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>Phases of weights of 8 bits: what runs is rounded as a file rounds it, what is trained are floats behind it.</summary>
public sealed class MasterWeightsTests
{
    private const int Steps = 3, Samples = 2;
    private const double Rate = 0.05;

    private static readonly PhaseRecipe _whole = Tiny.Finetune with { Name = "whole", From = "finetune", Weights = WeightFormat.Int8 };

    public static TheoryData<string> Networks => [.. StreamNets.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Step_OfAnyNetwork_MovesTheFloatsByTheGradientAtWhatRan(string name)
    {
        using var engine = new Engine(1);
        var network = Nets.Trained(StreamNets.Describe(name), seed: 3);
        float[][] floats = [.. network.Parameters.Select(p => (float[])p.Values.Clone())];
        var state = State(network);
        Assert.Contains(network.Parameters.Zip(floats), pair => WholeWeight.Fits(pair.First) && !pair.First.Values.AsSpan().SequenceEqual(pair.Second));
        AssertRounded(network);
        using var tape = new Tape(engine, recording: true);
        var logits = network.Forward(tape.Constant(Nets.Shape(Steps, Samples), Nets.Frames(Steps, Samples, seed: 4)), new ForwardPass(tape) { BatchNorm = BatchNormUse.Running, TrainsParameters = true });
        using var gradients = tape.Backward(ReduceOp.Sum(logits));
        foreach (var (parameter, values) in network.Parameters.Zip(floats).Where(pair => gradients.Has(pair.First)))
            OptimizerKernels.Sgd(values, gradients.Of(parameter), new float[values.Length], new SgdSettings(Rate));

        state.Step(gradients, Rate);

        AssertRounded(network);
        foreach (var (parameter, values) in network.Parameters.Zip(floats))
        {
            bool rounded = WholeWeight.Fits(parameter);
            Close.SameBits(values, rounded ? state.Masters!.State.Single(s => s.Name == parameter.Name).Values : parameter.Values, parameter.Name);
            if (rounded)
                WholeWeight.ForFile(values, parameter.Shape[^1]).CopyTo(values);
            Close.SameBits(values, parameter.Values, parameter.Name);
        }
    }

    /// <summary>The difference quotient is that of the loss at the rounded weights, in double; the floats move by it though rounding has no slope.</summary>
    [Fact]
    public void Step_MovesTheFloatsByTheDifferenceQuotientAtTheRoundedWeights()
    {
        using var engine = new Engine(1);
        var network = Network.Create(new NetworkDescription(new FrameSize(2, 3, 1), [new Flatten(), new Linear(4, Bias: false), new Relu(), new Linear(1, Bias: false)]), seed: 5);
        float[] x = [1, -2, 0.5f, 3, 0.25f, -1];
        var (first, last) = (network.Parameters[0], network.Parameters[1]);
        double[] before = [.. first.Values];
        var state = State(network);
        double[] weight = [.. first.Values], second = [.. last.Values];
        using var tape = new Tape(engine, recording: true);
        using var gradients = tape.Backward(ReduceOp.Sum(network.Forward(tape.Constant(new Shape("TNHWC", 1, 1, 2, 3, 1), x), new ForwardPass(tape) { TrainsParameters = true })));

        state.Step(gradients, Rate);

        float[] after = state.Masters!.State.First().Values;
        for (int i = 0; i < weight.Length; i++)
        {
            const double H = 1e-6;
            double Moved(double by) => Output(x, [.. weight.Select((w, k) => k == i ? w + by : w)], second);
            Assert.Equal(before[i] - (Rate * (Moved(H) - Moved(-H)) / (2 * H)), after[i], 1e-6);
        }
    }

    [Fact]
    public void Run_AfterTrainingWithATeacher_HasTheWeightsThatAreWrittenAndThatQuantisingGives()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.safetensors");
        var recipe = Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune, _whole);
        var data = Tiny.Data(recipe);

        var (result, _) = Tiny.Run(recipe, data: data);

        AssertRounded(result.Network);
        ReadOnlyMemory<float> Frame(int n, int t) => Nets.Frames(2, 4, seed: (ulong)(1 + n + t)).AsMemory(0, result.Network.Description.Input.Count);
        Tiny.AssertSame(result.Network, Quantisation.Round(result.Network, 2, 2, Frame), "quantised");
        var card = ModelData.Card(recipe, data, result.Positions, new Dictionary<string, IReadOnlyList<double>>());
        Assert.Equal(WeightFormat.Int8, card.Weights);
        ModelFile.Save(path, result.Network, card);
        Tiny.AssertSame(result.Network, ModelFile.Load(path).Network, "loaded");
    }

    [Fact]
    public void Run_MeanOfTheWeights_IsRounded()
    {
        var (result, _) = Tiny.Run(Tiny.Recipe(Tiny.Direct with { Weights = WeightFormat.Int8, Average = 0.9, Keep = KeepRule.Last }));

        AssertRounded(result.Network);
    }

    [Fact]
    public void Run_ThatDiverges_SaysSo()
    {
        var wild = Tiny.Direct with { Weights = WeightFormat.Int8, Optimizer = new OptimizerDescription.Sgd { Rate = 1e38, Momentum = 0.9 } };

        Assert.StartsWith("training diverged in phase 'direct', epoch 1", Assert.Throws<TrainingDivergedException>(() => Tiny.Run(Tiny.Recipe(wild))).Message, StringComparison.Ordinal);
    }

    private static PhaseState State(Network network) => new(network, [], parameters => new Optimizer(new OptimizerDescription.Sgd { Momentum = 0 }, parameters), weights: WeightFormat.Int8);

    private static void AssertRounded(Network network)
    {
        foreach (var parameter in network.Parameters.Where(WholeWeight.Fits))
        {
            float[] again = new float[parameter.Values.Length];
            WholeWeight.ForFile(parameter.Values, parameter.Shape[^1]).CopyTo(again);
            Close.SameBits(parameter.Values, again, parameter.Name);
        }
    }

    /// <summary>Two linear layers with a ReLU between them, [6, 4] and [4, 1].</summary>
    private static double Output(float[] x, double[] first, double[] second)
        => Enumerable.Range(0, second.Length).Sum(c => second[c] * Math.Max(0, x.Select((value, i) => value * first[(i * second.Length) + c]).Sum()));
}

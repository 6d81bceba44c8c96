using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Sessions;
using Saccade.Tensors.Engines;
using Saccade.Tests.Networks;
using Saccade.Tests.Recognition;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Evaluations by plans.</summary>
public sealed class PlanEvaluatorTests : IDisposable
{
    private static readonly Recipe _recipe = Tiny.Recipe(Tiny.Direct);
    private static readonly PreparedFrames _data = Tiny.Data(_recipe).Train;
    private static readonly int[] _positions = [1, 3];

    private readonly Engine _engine = new(1);

    public static TheoryData<string> Networks => [.. StreamNets.Names];

    /// <summary>A plan with the bits of the network gives all that its layers give, firing rates included.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Evaluate_ByAPlanWithTheBitsOfTheNetwork_IsTheSame(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name) with { Input = new FrameSize(16, 16) }, seed: 3);
        int[] labels = [.. _data.Labels.Select(label => label % network.Classes)];
        var plan = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false });

        var expected = Evaluator.Evaluate(_engine, network, _data, _positions, labels);
        var actual = Evaluator.Evaluate(watch => PlanPass.Of(plan, _positions.Length, 1, watch), network, _data, _positions, labels);

        Assert.Equivalent(expected, actual, strict: true);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Evaluate_ByAFoldedPlan_CountsItsSpikesAsThoseOfTheNetwork(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name) with { Input = new FrameSize(16, 16) }, seed: 3);
        int[] labels = [.. _data.Labels.Select(label => label % network.Classes)];
        var plan = StreamPlan.Compile(network);

        var expected = Evaluator.Evaluate(_engine, network, _data, _positions, labels).FiringRates;
        var actual = Evaluator.Evaluate(watch => PlanPass.Of(plan, _positions.Length, 1, watch), network, _data, _positions, labels).FiringRates;

        foreach (var (a, b) in expected.Zip(actual))
            Assert.Equal(a.Rate, b.Rate, 1e-3);
    }

    /// <summary>What <c>eval</c> says of a model of 8 bits is what <c>predict</c> and streams decide.</summary>
    [Fact]
    public void Evaluate_OfWholeNumbers_DecidesAsTheRecognizerAndTheStream()
    {
        var network = Rounded(Nets.Trained(_recipe.Describe(_recipe.Phases[0], 10), seed: 3));
        var card = TinyModel.Card() with { Weights = WeightFormat.Int8, Labels = [.. _data.Classes], Preprocessing = TinyModel.Card().Preprocessing with { Positions = _positions } };
        using var recognizer = PlanRecognizer.Of(network, card);
        var plan = StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 });
        var (runner, state) = (plan.NewRunner(), plan.NewState());

        var evaluation = PlanEvaluator.Evaluate(_engine, network, WeightFormat.Int8, _data, _positions);

        float[] frames = new float[_positions.Length * _data.FrameLength];
        for (int n = 0; n < _data.Count; n++)
        {
            _data.CopyTo(n, _positions, frames);
            state.Reset();
            runner.Run(frames, state);
            var decision = recognizer.Recognize(RecognizerInput.FromFrames((float[])frames.Clone()));
            Assert.Equal(state.Class, evaluation.DecisionsBySteps[^1][n]);
            Assert.Equal(decision.Probabilities.Max(), evaluation.ConfidenceBySteps[^1][n]);
        }
    }

    [Fact]
    public void Evaluate_OfFloats_OrOfLayersThatSeeAllSteps_RunsTheLayers()
    {
        var network = Nets.Trained(_recipe.Describe(_recipe.Phases[0], 10), seed: 3);
        var seesAll = Network.Create(new NetworkDescription(new FrameSize(16, 16), [new Convolution(4), new Tcja(_positions.Length), new Flatten(), new Linear(10)]), seed: 1);

        Assert.Equivalent(Evaluator.Evaluate(_engine, network, _data, _positions), PlanEvaluator.Evaluate(_engine, network, WeightFormat.Float32, _data, _positions), strict: true);
        Assert.Equivalent(Evaluator.Evaluate(_engine, seesAll, _data, _positions), PlanEvaluator.Evaluate(_engine, seesAll, WeightFormat.Int8, _data, _positions), strict: true);
    }

    public void Dispose() => _engine.Dispose();

    private static Network Rounded(Network network)
    {
        foreach (var weight in network.Parameters.Where(WholeWeight.Fits))
            WholeWeight.ForFile(weight.Values, weight.Shape[^1]).CopyTo(weight.Values);
        return network;
    }
}

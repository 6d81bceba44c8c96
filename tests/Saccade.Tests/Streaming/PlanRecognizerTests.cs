using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tests.Networks;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Recognizers that run a plan.</summary>
public sealed class PlanRecognizerTests
{
    private readonly ModelCard _card = TinyModel.Card();
    private readonly Network _network = TinyModel.Network(new FrameSize(16, 16));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Recognize_ByAPlanThatIsNotFolded_HasTheBitsOfTheNetwork(int threads)
    {
        var options = new RecognizerOptions { Threads = threads };
        using Recognizer trained = new(_network, _card, options), planned = PlanRecognizer.Create(_network, _card, options, new StreamPlanOptions { Fold = false });
        for (int i = 0; i < 4; i++)
        {
            var (expected, decision) = (trained.Recognize(TinyModel.Events(i)), planned.Recognize(TinyModel.Events(i)));
            Assert.Equal(expected.AfterEachStep.SelectMany(s => s.Probabilities), decision.AfterEachStep.SelectMany(s => s.Probabilities));
            Assert.Equal(expected.AfterEachStep.Select(s => (s.Step, s.Label)), decision.AfterEachStep.Select(s => (s.Step, s.Label)));
        }
    }

    [Fact]
    public void Recognize_OfWholeNumbers_HasTheBitsOfItsPlan()
    {
        var card = _card with { Weights = WeightFormat.Int8 };
        using var recognizer = PlanRecognizer.Create(_network, card);
        var plan = StreamPlan.Compile(_network, new StreamPlanOptions { Weights = WeightFormat.Int8 });
        var (runner, state) = (plan.NewRunner(), plan.NewState());
        float[] frames = new float[6 * plan.Input.Count]; // more steps than the model was trained with
        for (int i = 0; i < frames.Length; i += 7)
            frames[i] = 1 + (i % 3);
        runner.Run(frames, state);
        double[] expected = new double[plan.Classes];
        state.Probabilities(expected);

        var decision = recognizer.Recognize(RecognizerInput.FromFrames(frames));

        Assert.Equal(6, decision.AfterEachStep.Count);
        Assert.Equal(expected, decision.Probabilities);
    }

    [Fact]
    public void Create_OfLayersThatSeeAllSteps_NamesThem()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(16, 16), [new Convolution(4), new Tcja(TinyModel.Steps), new Flatten(), new Linear(3)]), seed: 1);
        Assert.Throws<StreamPlanException>(() => PlanRecognizer.Create(network, _card));
    }

    [Fact]
    public void Create_OfSomethingLearnedForEachStep_RunsAsTrained()
    {
        var network = Nets.Trained(new NetworkDescription(new FrameSize(16, 16), [new Convolution(4), new StepScale(TinyModel.Steps), new Spiking(new NeuronDescription()), new Flatten(), new Linear(3)]), seed: 1);
        using Recognizer trained = new(network, _card), planned = PlanRecognizer.Create(network, _card);
        Assert.Equal(trained.Recognize(TinyModel.Events(1)).Probabilities, planned.Recognize(TinyModel.Events(1)).Probabilities);
    }
}

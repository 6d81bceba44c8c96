using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

/// <summary>Networks, neurons and surrogates as recipes say them.</summary>
public sealed class RecipeNetworkTests
{
    [Theory]
    [InlineData("triangle", "Triangle { Gamma = 1 }")]
    [InlineData("triangle, gamma: 3", "Triangle { Gamma = 3 }")]
    [InlineData("sigmoid", "Sigmoid { Alpha = 4 }")]
    [InlineData("atan", "ATan { Alpha = 2 }")]
    [InlineData("rectangle, width: 0.5", "Rectangle { Width = 0.5 }")]
    [InlineData("s2nn, beta: 2", "S2nn { Alpha = 4, Beta = 2 }")]
    [InlineData("dspike, region: 3", "Dspike { Temperature = 3, Region = 3 }")]
    [InlineData("q-pseudo-spike, alpha: 3", "QPseudoSpike { Alpha = 3 }")]
    public void Surrogate_OfEachKind_HasItsKeysAndDefaults(string surrogate, string expected)
        => Assert.Equal(expected, ((NeuronDescription)Read($"neuron: {{surrogate: {{kind: {surrogate}}}}}").Neuron).Surrogate.ToString());

    [Fact]
    public void Neuron_NotGiven_IsTheDirectOneAndTheConvertedOneOfThePaper()
    {
        var recipe = Read("seed: 1");

        Assert.Equal((NeuronDescription.Direct, NeuronDescription.Converted), (recipe.Neuron, recipe.Conversion));
    }

    [Fact]
    public void Neuron_Given_TakesItsValues()
    {
        const string Text = "neuron: {kind: lif, tau: 3, decay-input: false, threshold: 0.7, reset: soft, reset-gradient: detached, fire-rule: above, start: 0.2, surrogate: {kind: triangle, gamma: 2}}";
        var expected = new NeuronDescription
        {
            Kind = NeuronKind.Lif,
            Tau = 3,
            DecayInput = false,
            Threshold = 0.7f,
            Reset = ResetKind.Soft,
            ResetGradient = ResetGradient.Detached,
            FireRule = FireRule.Above,
            Start = 0.2f,
            Surrogate = new Surrogate.Triangle(2),
            SurrogateUnits = SurrogateUnits.Threshold,
        };

        Assert.Equal(expected, Read(Text).Neuron);
    }

    [Fact]
    public void Describe_VggSnnOfThePaper_HasItsParametersAndLevels()
    {
        var recipe = Read("frames: {height: 48, width: 48}\nnetwork: {preset: vgg-snn, quantisation: 16}");

        var ann = Network.Create(recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 10), 1);

        Assert.Equal(9_271_498 + 8, ann.TrainableCount);
        Assert.All(ann.Layers.OfType<QuantisedLayer>(), l => Assert.Equal((16, 8f), (l.Levels, l.Threshold.Values[0])));
        Assert.Equal(8, recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Spiking }, 10).Layers.Count(l => l is Spiking));
        Assert.Equal(8, recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Relu }, 10).Layers.Count(l => l is Relu));
    }

    [Fact]
    public void Describe_Snn5_HasItsDropoutAndLastLayer()
    {
        var layers = Read("frames: {height: 32, width: 32}\nnetwork: {preset: snn5, channels: 8, features: 20}").Describe(new PhaseRecipe { Network = PhaseNetwork.Spiking }, 11).Layers;

        Assert.Equal(new Spiking(NeuronDescription.Direct), layers[^4]);
        Assert.Equal([new Dropout(), new Linear(110, Bias: false), new Vote()], layers.Skip(layers.Count - 3));
        Assert.Equal(5, layers.Count(l => l is MaxPool));
    }

    [Fact]
    public void Describe_Custom_SpellsOutEveryLayer()
    {
        const string Text = """
            frames: {height: 12, width: 10}
            network:
              preset: custom
              quantisation: 8
              threshold: 2
              layers:
                - {kind: convolution, outputs: 3, kernel: 5, stride: 2, bias: false, groups: 1}
                - {kind: batch-norm, scale: 0.5}
                - {kind: activation, name: stem}
                - kind: branches
                  combine: iand
                  paths:
                    body: [{kind: convolution, outputs: 3}, {kind: spiking, neuron: {kind: if}}]
                    shortcut: []
                - {kind: max-pool, kernel: 3, stride: 1, padding: 1}
                - {kind: average-pool}
                - {kind: dropout, probability: 0.25}
                - {kind: relu}
                - {kind: quantised, levels: 2, threshold: 1}
                - {kind: flatten}
                - {kind: linear, outputs: 20}
            """;

        Assert.Equal(
            new NetworkDescription(
                new FrameSize(12, 10),
                [
                    new Convolution(3, 5, 2, 2, Bias: false), new BatchNorm(Scale: 0.5f), new Quantised(8, 2) { Name = "stem" },
                    new Branches([new LayerPath("body", [new Convolution(3), new Spiking(new NeuronDescription { Kind = NeuronKind.If })]), new LayerPath("shortcut", [])], Combine.Iand),
                    new MaxPool(3, 1, 1), new AveragePool(), new Dropout(0.25), new Relu(), new Quantised(2, 1), new Flatten(), new Linear(20), new Linear(7),
                ]),
            Read(Text).Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 7));
    }

    [Fact]
    public void Describe_PoolOfTheRecipe_IsTaken()
        => Assert.Contains(new MaxPool { Name = "map" }, Read("network: {channels: [2], pool: max}").Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 3).Layers);

    private static Recipe Read(string keys) => RecipeReader.Read($"name: r\n{keys}\nphases: {{p: {{network: spiking}}}}", "r");
}

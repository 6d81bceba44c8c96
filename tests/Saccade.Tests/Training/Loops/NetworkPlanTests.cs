using Saccade.Networks;
using Saccade.Training.Loops;
using Saccade.Training.Recipes;
using Xunit;
using Neurons = Saccade.Kernels.Neurons;

namespace Saccade.Tests.Training.Loops;

/// <summary>From the words of a recipe to networks and neurons.</summary>
public sealed class NetworkPlanTests
{
    public static TheoryData<SurrogateKind, Neurons.Surrogate> Surrogates => new()
    {
        { SurrogateKind.Triangle, new Neurons.Surrogate.Triangle(3) },
        { SurrogateKind.Rectangle, new Neurons.Surrogate.Rectangle(3) },
        { SurrogateKind.Sigmoid, new Neurons.Surrogate.Sigmoid(3) },
        { SurrogateKind.Atan, new Neurons.Surrogate.ATan(3) },
        { SurrogateKind.SoftSign, new Neurons.Surrogate.SoftSign(3) },
        { SurrogateKind.PiecewiseExp, new Neurons.Surrogate.PiecewiseExponential(3) },
        { SurrogateKind.Erf, new Neurons.Surrogate.Erf(3) },
        { SurrogateKind.PiecewiseQuadratic, new Neurons.Surrogate.PiecewiseQuadratic(3) },
        { SurrogateKind.SuperSpike, new Neurons.Surrogate.SuperSpike(3) },
    };

    [Theory]
    [MemberData(nameof(Surrogates))]
    public void Surrogate_ByKind(SurrogateKind kind, Neurons.Surrogate expected)
        => Assert.Equal(expected, NetworkPlan.Surrogate(new SurrogateRecipe { Kind = kind, Alpha = 3 }));

    [Fact]
    public void Surrogate_EveryKind_IsTried()
        => Assert.Equal(Enum.GetValues<SurrogateKind>().Order(), Surrogates.Select(row => row.Data.Item1).Order());

    [Fact]
    public void Converted_DefaultRecipe_IsTheNeuronOfThePaper()
        => Assert.Equal(NeuronDescription.Converted, NetworkPlan.Converted(new ConversionRecipe()));

    [Fact]
    public void Direct_EveryNeuron_TakesItsValues()
    {
        NeuronRecipe lif = new NeuronRecipe.Lif
        {
            Tau = 3, DecayInput = false, Threshold = 0.7, Reset = ResetKind.Soft, ResetGradient = ResetGradient.Detached, Fire = FireRule.Above, Start = 0.2, Surrogate = new SurrogateRecipe { Alpha = 2 },
        };
        var expected = new NeuronDescription
        {
            Kind = NeuronKind.Lif,
            Tau = 3,
            DecayInput = false,
            Threshold = 0.7f,
            Reset = Neurons.ResetKind.Soft,
            ResetGradient = Neurons.ResetGradient.Detached,
            FireRule = Neurons.FireRule.Above,
            Start = 0.2f,
            Surrogate = new Neurons.Surrogate.Triangle(2),
            SurrogateUnits = Neurons.SurrogateUnits.Threshold,
        };

        Assert.Equal(expected, NetworkPlan.Direct(lif));
        Assert.Equal((NeuronKind.Plif, 4.0), (NetworkPlan.Direct(new NeuronRecipe.Plif { Tau = 4 }).Kind, NetworkPlan.Direct(new NeuronRecipe.Plif { Tau = 4 }).Tau));
        Assert.Equal(NeuronKind.If, NetworkPlan.Direct(new NeuronRecipe.If()).Kind);
        Assert.Null(NetworkPlan.Direct(new NeuronRecipe.If()).Problem());
    }

    [Fact]
    public void Describe_VggSnnOfThePaper_HasItsParametersAndLevels()
    {
        var recipe = new Recipe { Frames = new FrameRecipe { Height = 48, Width = 48 }, Network = new NetworkRecipe.VggSnn { Quantisation = 16 } };

        var ann = Network.Create(NetworkPlan.Describe(recipe, PhaseNetwork.Quantised, 10), 1);

        Assert.Equal(9_271_498 + 8, ann.TrainableCount);
        Assert.All(ann.Layers.OfType<QuantisedLayer>(), l => Assert.Equal((16, 8f), (l.Levels, l.Threshold.Values[0])));
        Assert.Equal(8, NetworkPlan.Describe(recipe, PhaseNetwork.Spiking, 10).Layers.Count(l => l is LayerDescription.Spiking));
    }

    [Fact]
    public void Describe_Custom_SpellsOutItsLayers()
    {
        var recipe = new Recipe
        {
            Frames = new FrameRecipe { Height = 12, Width = 10 },
            Network = new NetworkRecipe.Custom
            {
                Pool = PoolKind.Max,
                Quantisation = 8,
                Threshold = 2,
                Layers =
                [
                    new LayerRecipe.Convolution { Channels = 3, Kernel = 5, Stride = 2, Padding = 2, Bias = false },
                    new LayerRecipe.Convolution { Channels = 4, Norm = false, Activation = false },
                    new LayerRecipe.Pooling { Size = 3 },
                    new LayerRecipe.Dropout { Rate = 0.25 },
                    new LayerRecipe.Linear { Outputs = 20 },
                    new LayerRecipe.Linear { Outputs = 15, Activation = false },
                ],
            },
        };
        var q = new LayerDescription.Quantised(8, 2);

        Assert.Equal(
            new NetworkDescription(
                new FrameSize(12, 10),
                [
                    new LayerDescription.Convolution(3, 5, 2, 2, Bias: false), new LayerDescription.BatchNorm(), q, new LayerDescription.Convolution(4), new LayerDescription.MaxPool(3),
                    new LayerDescription.Dropout(0.25), new LayerDescription.Flatten(), new LayerDescription.Linear(20), q, new LayerDescription.Linear(15), new LayerDescription.Linear(7),
                ]),
            NetworkPlan.Describe(recipe, PhaseNetwork.Quantised, 7));
    }

    [Fact]
    public void Describe_PoolOfTheRecipe_IsTaken()
    {
        var recipe = new Recipe { Network = new NetworkRecipe.SmallCnn { Channels = [2], Pool = PoolKind.Max } };

        Assert.Contains(new LayerDescription.MaxPool(2), NetworkPlan.Describe(recipe, PhaseNetwork.Quantised, 3).Layers);
    }
}

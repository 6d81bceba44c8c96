using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Training.Recipes;
using ResetGradient = Saccade.Training.Recipes.ResetGradient;
using ResetKind = Saccade.Training.Recipes.ResetKind;
using SpikeHeight = Saccade.Training.Recipes.SpikeHeight;

namespace Saccade.Training.Loops;

/// <summary>From the words of a recipe to networks and neurons.</summary>
public static class NetworkPlan
{
    /// <summary>The network of a recipe in the form a phase asks for.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="form">Quantised or spiking activations.</param>
    /// <param name="classes">Number of classes of the data.</param>
    public static NetworkDescription Describe(Recipe recipe, PhaseNetwork form, int classes)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var input = new FrameSize(recipe.Frames.Height, recipe.Frames.Width);
        LayerDescription activation = form == PhaseNetwork.Quantised
            ? new LayerDescription.Quantised(recipe.Network.Quantisation, (float)recipe.Network.Threshold)
            : new LayerDescription.Spiking(Direct(recipe.Neuron));
        return recipe.Network switch
        {
            NetworkRecipe.SmallCnn small => ModelDescriptions.SmallCnn(input, classes, activation, small.Channels, Pool(small.Pool, 2)),
            NetworkRecipe.VggSnn vgg => ModelDescriptions.VggSnn(input, classes, activation, Pool(vgg.Pool, 2)),
            NetworkRecipe.Custom custom => Custom(custom, input, classes, activation),
            _ => throw new ArgumentException($"unknown network {recipe.Network}", nameof(recipe)),
        };
    }

    /// <summary>The neuron of directly trained networks.</summary>
    public static NeuronDescription Direct(NeuronRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var (kind, tau, decayInput) = recipe switch
        {
            NeuronRecipe.Lif lif => (NeuronKind.Lif, lif.Tau, lif.DecayInput),
            NeuronRecipe.Plif plif => (NeuronKind.Plif, plif.Tau, plif.DecayInput),
            _ => (NeuronKind.If, 2.0, true),
        };
        return new NeuronDescription
        {
            Kind = kind,
            Tau = tau,
            DecayInput = decayInput,
            Threshold = (float)recipe.Threshold,
            Reset = recipe.Reset == ResetKind.Soft ? Kernels.Neurons.ResetKind.Soft : Kernels.Neurons.ResetKind.Hard,
            ResetGradient = Gradient(recipe.ResetGradient),
            FireRule = Fire(recipe.Fire),
            Start = (float)recipe.Start,
            Surrogate = Surrogate(recipe.Surrogate),
            SurrogateUnits = SurrogateUnits.Threshold,
        };
    }

    /// <summary>The neuron that takes the place of a quantised activation.</summary>
    public static NeuronDescription Converted(ConversionRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return NeuronDescription.Converted with
        {
            Height = recipe.Spikes == SpikeHeight.Threshold ? Networks.SpikeHeight.Threshold : Networks.SpikeHeight.Unit,
            Start = (float)recipe.Start,
            FireRule = Fire(recipe.Fire),
            TrainThreshold = recipe.TrainableThreshold,
            ResetGradient = Gradient(recipe.ResetGradient),
            Surrogate = Surrogate(recipe.Surrogate),
        };
    }

    /// <summary>The stand-in for the derivative of a spike.</summary>
    public static Surrogate Surrogate(SurrogateRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        float a = (float)recipe.Alpha;
        return recipe.Kind switch
        {
            SurrogateKind.Triangle => new Surrogate.Triangle(a),
            SurrogateKind.Rectangle => new Surrogate.Rectangle(a),
            SurrogateKind.Sigmoid => new Surrogate.Sigmoid(a),
            SurrogateKind.Atan => new Surrogate.ATan(a),
            SurrogateKind.SoftSign => new Surrogate.SoftSign(a),
            SurrogateKind.PiecewiseExp => new Surrogate.PiecewiseExponential(a),
            SurrogateKind.Erf => new Surrogate.Erf(a),
            SurrogateKind.PiecewiseQuadratic => new Surrogate.PiecewiseQuadratic(a),
            SurrogateKind.SuperSpike => new Surrogate.SuperSpike(a),
            _ => throw new ArgumentException($"unknown surrogate {recipe.Kind}", nameof(recipe)),
        };
    }

    private static NetworkDescription Custom(NetworkRecipe.Custom custom, FrameSize input, int classes, LayerDescription activation)
    {
        var layers = new List<LayerDescription>();
        bool flat = false;
        foreach (var layer in custom.Layers)
        {
            if (layer is LayerRecipe.Linear && !flat)
            {
                layers.Add(new LayerDescription.Flatten());
                flat = true;
            }

            layers.AddRange(Layers(layer, activation, custom.Pool));
        }

        if (!flat)
            layers.Add(new LayerDescription.Flatten());
        layers.Add(new LayerDescription.Linear(classes));
        return new NetworkDescription(input, new LayerList(layers));
    }

    private static IEnumerable<LayerDescription> Layers(LayerRecipe layer, LayerDescription activation, PoolKind pool)
    {
        switch (layer)
        {
            case LayerRecipe.Convolution c:
                yield return new LayerDescription.Convolution(c.Channels, c.Kernel, c.Stride, c.Padding, Bias: c.Bias);
                if (c.Norm)
                    yield return new LayerDescription.BatchNorm();
                if (c.Activation)
                    yield return activation;
                break;
            case LayerRecipe.Pooling p:
                yield return Pool(pool, p.Size);
                break;
            case LayerRecipe.Linear l:
                yield return new LayerDescription.Linear(l.Outputs);
                if (l.Activation)
                    yield return activation;
                break;
            case LayerRecipe.Dropout d:
                yield return new LayerDescription.Dropout(d.Rate);
                break;
            default:
                throw new ArgumentException($"unknown layer {layer}", nameof(layer));
        }
    }

    private static LayerDescription Pool(PoolKind kind, int size)
        => kind == PoolKind.Max ? new LayerDescription.MaxPool(size) : new LayerDescription.AveragePool(size);

    private static Kernels.Neurons.ResetGradient Gradient(ResetGradient gradient)
        => gradient == ResetGradient.Detached ? Kernels.Neurons.ResetGradient.Detached : Kernels.Neurons.ResetGradient.Full;

    private static Kernels.Neurons.FireRule Fire(Recipes.FireRule rule)
        => rule == Recipes.FireRule.Above ? Kernels.Neurons.FireRule.Above : Kernels.Neurons.FireRule.AtOrAbove;
}

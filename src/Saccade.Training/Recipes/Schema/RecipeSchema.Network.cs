using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>Network, neurons and conversion.</summary>
internal static partial class RecipeSchema
{
    private static Union<NetworkRecipe> Network() => new Union<NetworkRecipe>("preset", "small-cnn")
        .Add("small-cnn", NetworkKeys(new Section<NetworkRecipe.SmallCnn>(new NetworkRecipe.SmallCnn())
            .Key("channels", new ListKind<int>(Whole(1, 65_536)), r => r.Channels, (r, v) => r with { Channels = v }, "Output channels of each block of convolution 3x3, batch norm, activation, pooling.")))
        .Add("vgg-snn", NetworkKeys(new Section<NetworkRecipe.VggSnn>(new NetworkRecipe.VggSnn())))
        .Add("custom", NetworkKeys(new Section<NetworkRecipe.Custom>(new NetworkRecipe.Custom())
            .Key("layers", new ListKind<LayerRecipe>(Layer()), r => r.Layers, (r, v) => r with { Layers = v }, "The layers, from the input on.", required: true)));

    private static Section<T> NetworkKeys<T>(Section<T> section)
        where T : NetworkRecipe => section
        .Key("pool", Choice<PoolKind>(), r => r.Pool, (r, v) => (T)(r with { Pool = v }), "Kind of the pooling layers.")
        .Key("quantisation", Whole(1, 1024), r => r.Quantisation, (r, v) => (T)(r with { Quantisation = v }), "L, the levels of a quantised activation above 0.")
        .Key("threshold", NumberKind.Positive, r => r.Threshold, (r, v) => (T)(r with { Threshold = v }), "Value that every threshold lambda of a quantised activation starts from.");

    private static Union<LayerRecipe> Layer() => new Union<LayerRecipe>("kind", null)
        .Add("convolution", new Section<LayerRecipe.Convolution>(new LayerRecipe.Convolution())
            .Key("channels", Whole(1, 65_536), r => r.Channels, (r, v) => r with { Channels = v }, "Output channels.", required: true)
            .Key("kernel", Whole(1, 31), r => r.Kernel, (r, v) => r with { Kernel = v }, "Side of the square kernel.")
            .Key("stride", Whole(1, 31), r => r.Stride, (r, v) => r with { Stride = v }, "Stride in both directions.")
            .Key("padding", Whole(0, 31), r => r.Padding, (r, v) => r with { Padding = v }, "Zeros around the input. Not given: half the kernel, rounded down.")
            .Key("bias", Flag, r => r.Bias, (r, v) => r with { Bias = v }, "Whether there is a bias.")
            .Key("norm", Flag, r => r.Norm, (r, v) => r with { Norm = v }, "Whether batch normalisation follows.")
            .Key("activation", Flag, r => r.Activation, (r, v) => r with { Activation = v }, "Whether an activation follows.")
            .Complete((r, path, binding) => binding.IsGiven(Binding.Below(path, "padding")) ? r : r with { Padding = r.Kernel / 2 }))
        .Add("pooling", new Section<LayerRecipe.Pooling>(new LayerRecipe.Pooling())
            .Key("size", Whole(1, 31), r => r.Size, (r, v) => r with { Size = v }, "Side of the window, and stride."))
        .Add("linear", new Section<LayerRecipe.Linear>(new LayerRecipe.Linear())
            .Key("outputs", Whole(1), r => r.Outputs, (r, v) => r with { Outputs = v }, "Number of outputs.", required: true)
            .Key("activation", Flag, r => r.Activation, (r, v) => r with { Activation = v }, "Whether an activation follows."))
        .Add("dropout", new Section<LayerRecipe.Dropout>(new LayerRecipe.Dropout())
            .Key("rate", NumberKind.BelowOne, r => r.Rate, (r, v) => r with { Rate = v }, "Probability of a zero in training, the same at all steps."));

    private static Union<NeuronRecipe> Neuron() => new Union<NeuronRecipe>("kind", "lif")
        .Add("if", NeuronKeys(new Section<NeuronRecipe.If>(new NeuronRecipe.If())))
        .Add("lif", NeuronKeys(new Section<NeuronRecipe.Lif>(new NeuronRecipe.Lif())
            .Key("tau", TimeConstant, r => r.Tau, (r, v) => r with { Tau = v }, "Membrane time constant in steps.")
            .Key("decay-input", Flag, r => r.DecayInput, (r, v) => r with { DecayInput = v }, "Whether the input is divided by tau too.")))
        .Add("plif", NeuronKeys(new Section<NeuronRecipe.Plif>(new NeuronRecipe.Plif())
            .Key("tau", TimeConstant, r => r.Tau, (r, v) => r with { Tau = v }, "Membrane time constant in steps that training starts from.")
            .Key("decay-input", Flag, r => r.DecayInput, (r, v) => r with { DecayInput = v }, "Whether the input is divided by tau too.")));

    private static NumberKind TimeConstant => new("a number above 1", x => x > 1);

    private static Section<T> NeuronKeys<T>(Section<T> section)
        where T : NeuronRecipe => section
        .Key("threshold", NumberKind.Positive, r => r.Threshold, (r, v) => (T)(r with { Threshold = v }), "Firing threshold.")
        .Key("reset", Choice<ResetKind>(), r => r.Reset, (r, v) => (T)(r with { Reset = v }), "hard: a spike sets the potential to 0. soft: it subtracts the threshold.")
        .Key("reset-gradient", Choice<ResetGradient>(), r => r.ResetGradient, (r, v) => (T)(r with { ResetGradient = v }), "Whether the gradient passes through the reset.")
        .Key("fire", Choice<FireRule>(), r => r.Fire, (r, v) => (T)(r with { Fire = v }), "Whether a potential equal to the threshold fires.")
        .Key("start", NumberKind.BelowOne, r => r.Start, (r, v) => (T)(r with { Start = v }), "Potential before the first step, in units of the threshold.")
        .Key("surrogate", Surrogate(), r => r.Surrogate, (r, v) => (T)(r with { Surrogate = v }), "Stand-in for the derivative of a spike.");

    private static Section<ConversionRecipe> Conversion() => new Section<ConversionRecipe>(new ConversionRecipe())
        .Key("spikes", Choice<SpikeHeight>(), r => r.Spikes, (r, v) => r with { Spikes = v }, "The value a spike carries: the threshold (the equations) or 1 (the published code).")
        .Key("start", NumberKind.BelowOne, r => r.Start, (r, v) => r with { Start = v }, "Potential before the first step, in units of the threshold.")
        .Key("fire", Choice<FireRule>(), r => r.Fire, (r, v) => r with { Fire = v }, "Whether a potential equal to the threshold fires.")
        .Key("trainable-threshold", Flag, r => r.TrainableThreshold, (r, v) => r with { TrainableThreshold = v }, "Whether fine-tuning changes the thresholds.")
        .Key("reset-gradient", Choice<ResetGradient>(), r => r.ResetGradient, (r, v) => r with { ResetGradient = v }, "Whether the gradient passes through the reset.")
        .Key("surrogate", Surrogate(), r => r.Surrogate, (r, v) => r with { Surrogate = v }, "Stand-in for the derivative of a spike, in units of the threshold.");

    private static Section<SurrogateRecipe> Surrogate() => new Section<SurrogateRecipe>(new SurrogateRecipe())
        .Key("kind", Choice<SurrogateKind>(), r => r.Kind, (r, v) => r with { Kind = v }, "The function.")
        .Key("alpha", NumberKind.Positive, r => r.Alpha, (r, v) => r with { Alpha = v }, "Its parameter: a width for triangle (gamma) and rectangle, a steepness for the others. Not given: 4 for sigmoid, 2 for atan, soft-sign and erf, else 1.")
        .Complete((r, path, binding) => binding.IsGiven(Binding.Below(path, "alpha")) ? r : r with { Alpha = UsualAlpha(r.Kind) });

    private static double UsualAlpha(SurrogateKind kind) => kind switch
    {
        SurrogateKind.Sigmoid => 4,
        SurrogateKind.Atan or SurrogateKind.SoftSign or SurrogateKind.Erf => 2,
        _ => 1,
    };
}

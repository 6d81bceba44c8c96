using Saccade.Files;
using Saccade.Kernels.Neurons;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>A layer of spiking neurons as a value. The default is SpikingJelly's <c>LIFNode</c> with the triangle surrogate.</summary>
public sealed record NeuronDescription : NeuronModel
{
    /// <summary>How the membrane integrates.</summary>
    public NeuronKind Kind { get; init; } = NeuronKind.Lif;

    /// <summary>Membrane time constant in steps (LIF; start value for PLIF), above 1 for PLIF, at least 1 for LIF; known as <c>tau</c>.</summary>
    public double Tau { get; init; } = 2;

    /// <summary>Whether the input is divided by tau too; known as <c>decay_input</c>.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>Potential at which a neuron fires; known as <c>v_threshold</c>. In converted networks the learned lambda is stored with the weights instead.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>Soft reset subtracts the threshold, hard reset sets <see cref="ResetPotential"/>.</summary>
    public ResetKind Reset { get; init; } = ResetKind.Hard;

    /// <summary>Potential after a hard reset, and the potential that a leak decays to; known as <c>v_reset</c>.</summary>
    public float ResetPotential { get; init; }

    /// <summary>Whether gradients pass through the reset; <c>Detached</c> is known as <c>detach_reset=True</c>.</summary>
    public ResetGradient ResetGradient { get; init; }

    /// <summary>Whether a potential equal to the threshold fires.</summary>
    public FireRule FireRule { get; init; }

    /// <summary>Potential before the first step, in units of the threshold.</summary>
    public float Start { get; init; }

    /// <summary>What a spike carries to the next layer.</summary>
    public SpikeHeight Height { get; init; }

    /// <summary>Whether each layer holds its threshold as a parameter (converted networks) instead of <see cref="Threshold"/>.</summary>
    public bool ThresholdIsParameter { get; init; }

    /// <summary>Whether that parameter is trained by gradients.</summary>
    public bool TrainThreshold { get; init; }

    /// <summary>Whether each layer holds its reset potential as a parameter that is trained by gradients; needs a hard reset.</summary>
    public bool TrainResetPotential { get; init; }

    /// <summary>The constants that each layer holds as a parameter with a value for each channel, which start at the value here; trained only if they are without it.</summary>
    public ValueList<NeuronConstant> PerChannel { get; init; } = [];

    /// <summary>
    /// M, the levels of a spike: with M above 1, a spike is the number of multiples of the threshold that are reached, up to M, times its height; a soft
    /// reset subtracts that many thresholds.
    /// </summary>
    public int Levels { get; init; } = 1;

    /// <summary>Stands in for the derivative of the spike.</summary>
    public Surrogate Surrogate { get; init; } = new Surrogate.Triangle();

    /// <summary>What the surrogate's argument is measured in. Where the threshold is not 1, a published argument is meant for <see cref="SurrogateUnits.Potential"/>.</summary>
    public SurrogateUnits SurrogateUnits { get; init; }

    /// <summary>The IF neuron that takes the place of a quantised activation (HSD, section 4.2): soft reset, spikes of height lambda, start at lambda / 2.</summary>
    public static NeuronDescription Converted { get; } = new()
    {
        Kind = NeuronKind.If,
        Reset = ResetKind.Soft,
        Start = 0.5f,
        Height = SpikeHeight.Threshold,
        ThresholdIsParameter = true,
        SurrogateUnits = SurrogateUnits.Threshold,
    };

    /// <summary>The neuron of networks that are trained as spiking networks from the start: as the default, its surrogate measured in units of the threshold.</summary>
    public static NeuronDescription Direct { get; } = new() { SurrogateUnits = SurrogateUnits.Threshold };

    /// <summary>
    /// The multi-threshold LIF neuron with a learned time constant, as this project reads spatio-temporal compression (STC, arXiv 2203.10006, of which only the abstract is
    /// public): PLIF with <see cref="Levels"/> thresholds at the multiples of the threshold and a soft reset. With one level and a hard reset it is PLIF.
    /// </summary>
    public static NeuronDescription MultiThreshold { get; } = new()
    {
        Kind = NeuronKind.Plif,
        Levels = 3,
        Reset = ResetKind.Soft,
        ResetGradient = ResetGradient.Detached,
        Surrogate = new Surrogate.ATan(),
    };

    /// <summary>
    /// The integer neuron I-LIF (SpikeYOLO, Luo et al. 2024, arXiv 2407.20708): u[t] = 0.25 (u[t - 1] - s[t - 1]) + x[t], s = u rounded and clipped to 0 ... 4, a surrogate of 1
    /// from 0 to 4. Trained with whole numbers, run with binary spikes (<see cref="BinaryExpansion"/>). A half is rounded up, where the published code rounds to even.
    /// </summary>
    /// <remarks>The potential here is u + 1/2, so that rounding is reaching multiples of the threshold: it starts at 1/2 and decays to it.</remarks>
    public static NeuronDescription Integer { get; } = new()
    {
        Tau = 4.0 / 3,
        DecayInput = false,
        Levels = 4,
        Reset = ResetKind.Soft,
        ResetPotential = 0.5f,
        Start = 0.5f,
        ResetGradient = ResetGradient.Detached,
        Surrogate = new Surrogate.Rectangle(),
    };

    /// <inheritdoc/>
    public override string Title => Kind.ToString().ToUpperInvariant();

    /// <inheritdoc/>
    public override string Detail
        => $"{Reset.ToString().ToLowerInvariant()} reset{(Kind == NeuronKind.If ? "" : $", tau {Tau}")}{(Levels == 1 ? "" : $", {Levels} levels")}"
        + (PerChannel.Count == 0 ? "" : $", {string.Join(" and ", PerChannel.Select(c => KebabCase.Of(c.ToString())))} per channel");

    /// <summary>How a neuron is written: its keys, their ranges and meaning.</summary>
    /// <param name="defaults">The values of keys that are not given.</param>
    /// <param name="surrogates">How surrogates are written.</param>
    public static Section<NeuronDescription> Keys(NeuronDescription defaults, Kind<Surrogate> surrogates) => new Section<NeuronDescription>(defaults)
        .Key("kind", new ChoiceKind<NeuronKind>(), n => n.Kind, (n, v) => n with { Kind = v }, "How the membrane integrates: if without leak, lif with a fixed time constant, plif with a learned one.")
        .Key("tau", new NumberKind(new NumberRange(1)), n => n.Tau, (n, v) => n with { Tau = v }, "Membrane time constant in steps (plif: its start value, above 1).")
        .Key("decay-input", new FlagKind(), n => n.DecayInput, (n, v) => n with { DecayInput = v }, "Whether the input is divided by tau too.")
        .Key("threshold", SingleKind.Positive, n => n.Threshold, (n, v) => n with { Threshold = v }, "Potential at which a neuron fires.")
        .Key("reset", new ChoiceKind<ResetKind>(), n => n.Reset, (n, v) => n with { Reset = v }, "hard: a spike sets the potential to the reset potential. soft: it subtracts the threshold.")
        .Key("reset-potential", SingleKind.Any, n => n.ResetPotential, (n, v) => n with { ResetPotential = v }, "Potential after a hard reset, and the one that a leak decays to.")
        .Key("reset-gradient", new ChoiceKind<ResetGradient>(), n => n.ResetGradient, (n, v) => n with { ResetGradient = v }, "Whether the gradient passes through the reset.")
        .Key("fire-rule", new ChoiceKind<FireRule>(), n => n.FireRule, (n, v) => n with { FireRule = v }, "Whether a potential equal to the threshold fires.")
        .Key("start", SingleKind.Any, n => n.Start, (n, v) => n with { Start = v }, "Potential before the first step, in units of the threshold.")
        .Key("height", new ChoiceKind<SpikeHeight>(), n => n.Height, (n, v) => n with { Height = v }, "What a spike carries to the next layer: 1 (the published code) or the threshold (the equations).")
        .Key("threshold-is-parameter", new FlagKind(), n => n.ThresholdIsParameter, (n, v) => n with { ThresholdIsParameter = v }, "Whether each layer holds its threshold as a parameter.")
        .Key("train-threshold", new FlagKind(), n => n.TrainThreshold, (n, v) => n with { TrainThreshold = v }, "Whether training changes that parameter.")
        .Key("train-reset-potential", new FlagKind(), n => n.TrainResetPotential, (n, v) => n with { TrainResetPotential = v }, "Whether each layer holds its reset potential as a parameter that training changes.")
        .Key("per-channel", new ListKind<NeuronConstant>(new ChoiceKind<NeuronConstant>(), mayBeEmpty: true), n => n.PerChannel, (n, v) => n with { PerChannel = v }, "Constants that have a value of their own for each channel.")
        .Key("levels", new WholeKind(1, NeuronParameters.MostLevels), n => n.Levels, (n, v) => n with { Levels = v }, "M, the levels of a spike: how many multiples of the threshold count.")
        .Key("surrogate", surrogates, n => n.Surrogate, (n, v) => n with { Surrogate = v }, "Stand-in for the derivative of a spike.")
        .Key("surrogate-units", new ChoiceKind<SurrogateUnits>(), n => n.SurrogateUnits, (n, v) => n with { SurrogateUnits = v }, "What the argument u of the surrogate is measured in: threshold for (H - threshold) / threshold, potential for H - threshold, as published arguments are.")
        .Formerly("fire", "the key 'fire-rule'")
        .Formerly("spikes", "the key 'height'")
        .Formerly("trainable-threshold", "the key 'train-threshold'");

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new SpikingLayer(scope, layer, this, input);

    /// <inheritdoc/>
    public override string? Problem()
    {
        if (Kind != NeuronKind.If && !(Tau >= 1 && double.IsFinite(Tau)))
            return $"tau must be at least 1, got {Tau}";
        if (Kind == NeuronKind.Plif && Tau <= 1)
            return $"a learned time constant must start above 1 (1/tau = sigmoid(w)), got {Tau}";
        if (!(Threshold > 0 && float.IsFinite(Threshold)))
            return $"the threshold must be above 0, got {Threshold}";
        if (!float.IsFinite(Start) || !float.IsFinite(ResetPotential))
            return "the start and reset potentials must be finite";
        if (TrainThreshold && !ThresholdIsParameter && !Has(NeuronConstant.Threshold))
            return "only a threshold that is a parameter can be trained";
        if (Kind == NeuronKind.If && Has(NeuronConstant.Tau))
            return "a neuron without leak has no time constant for each channel";
        if (Has(NeuronConstant.Tau) && Tau <= 1)
            return $"a time constant for each channel must start above 1 (1/tau = sigmoid(w)), got {Tau}";
        if (Reset != ResetKind.Hard && (TrainResetPotential || Has(NeuronConstant.ResetPotential)))
            return "only a hard reset has a reset potential to train or to have for each channel";
        if (Levels is < 1 or > NeuronParameters.MostLevels)
            return $"a spike has 1 to {NeuronParameters.MostLevels} levels, got {Levels}";
        return null;
    }

    /// <summary>Whether a constant has a value for each channel.</summary>
    internal bool Has(NeuronConstant constant) => PerChannel.Contains(constant);

    /// <summary>The kernel's view, for given values of what can be learned.</summary>
    /// <param name="threshold">The threshold in force.</param>
    /// <param name="rate">1 / tau in force.</param>
    /// <param name="reset">The reset potential in force.</param>
    internal NeuronParameters Parameters(float threshold, float rate, float reset) => new()
    {
        Charge = Kind == NeuronKind.If ? Charge.Integrate : DecayInput ? Charge.LeakWithInput(rate) : Charge.Leak(rate),
        FireRule = FireRule,
        Threshold = threshold,
        Reset = Reset == ResetKind.Soft ? Kernels.Neurons.Reset.SoftTowards(reset) : Kernels.Neurons.Reset.Hard(reset),
        Levels = Levels,
        OutputHeight = Height == SpikeHeight.Threshold ? threshold : 1,
        StartPotential = Start * threshold,
        Surrogate = Surrogate,
        SurrogateUnits = SurrogateUnits,
        ResetGradient = ResetGradient,
    };
}

using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// Stable spikes (arXiv 2603.11676): what fires in two steps running is taken for the signal and the rest for noise. A = mean over t of S_t where S_t+1 spikes too, R = mean over t of S_t, of a layer before the network's last
/// ones (the head). The term is <c>spikes</c> times the mean of (R - A)^2, which draws rates to their stable part, plus <c>noise</c> times tau^2 KL(softmax(O / tau) || softmax(head(A + e) / tau)), where O are the mean logits
/// and e is a spike with the probability of A: the head is to decide alike from a single step of stable and random spikes.
/// </summary>
/// <remarks>
/// Known to us from a secondary source, so these are our readings: A is a constant in the first part; in the second O is one, and gradients go through A as through S_t where both steps spike. Needs two steps or more and
/// a head without neurons.
/// </remarks>
public sealed record StableSpikes : LossDescription
{
    /// <summary>The last layer of neurons, by name or path.</summary>
    public string Tap { get; init; } = "";

    /// <summary>Factor of the first part; 0 leaves it out.</summary>
    public double Spikes { get; init; } = 1;

    /// <summary>Factor of the second part; 0 leaves it out.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Temperature tau of the second part; above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <inheritdoc/>
    public override string About => $"the distance of the spikes of layer {Tap} from those that come in two steps running, and of the outputs from those of noisy stable spikes (stable spikes)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [Tap];

    internal static LossKind Kind { get; } = LossKind.Of("stable-spikes", () => new Section<StableSpikes>(new StableSpikes()).Means("Draws spikes to those that come in two steps running, and outputs to those of stable and random spikes (arXiv 2603.11676).")
        .Key("tap", new TextKind("the name or path of a layer"), r => r.Tap, (r, v) => r with { Tap = v }, "The last layer of neurons, by name or path.", required: true)
        .Key("spikes", NumberKind.NotNegative, r => r.Spikes, (r, v) => r with { Spikes = v }, "Factor of the distance of rates from their stable part.")
        .Key("noise", NumberKind.NotNegative, r => r.Noise, (r, v) => r with { Noise = v }, "Factor of the divergence of the outputs of stable and random spikes.")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau of that divergence."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var layers = scope.Student.Layers;
        int at = layers.ToList().FindIndex(layer => layer.Description.Name == Tap || layer.Path == Tap);
        if (at < 0)
            throw new ArgumentException($"got '{Tap}' as the tap of stable spikes, expected a layer of the network that is not inside another: {string.Join(", ", layers.Select(l => l.Description.Name ?? l.Path))}");
        Layer[] head = [.. layers.Skip(at + 1)];
        return head.OfType<NeuronLayer>().FirstOrDefault() is { } neurons
            ? throw new ArgumentException($"got '{Tap}' as the tap of stable spikes, with neurons ({neurons.Path}) after it, expected the last layer of neurons")
            : new Loss(step => Take(step, head));
    }

    private Tensor Take(StepContext step, Layer[] head)
    {
        LossTerms.RequireSteps("stable spikes", step.Logits);
        var spikes = step.Tap(Tap);
        int pairs = spikes.Shape[0] - 1, length = spikes.Shape.CountPerStep;
        float[] both = Both(spikes.Values, pairs, length);
        var stable = ReduceOp.Mean(BinaryOp.Multiply(SliceOp.Apply(spikes, 'T', 0, pairs), step.Tape.Constant(spikes.Shape.With(0, pairs), both)), "T");
        var loss = UnaryOp.Scale(Distance(spikes, stable), (float)Spikes);
        if (Noise == 0)
            return loss;
        var noisy = BinaryOp.Add(stable, step.Tape.Constant(stable.Shape, Random(step, spikes.Values, both, pairs)));
        var logits = (step.Pass with { Taps = null, Watch = null, WatchInput = null, State = null }).Run(head, noisy);
        return BinaryOp.Add(loss, UnaryOp.Scale(LossTerms.Distillation(logits, ReduceOp.Mean(step.Logits, "T").Values, Temperature), (float)Noise));
    }

    /// <summary>1 where a step and the next one spike, [T - 1, ...].</summary>
    private static float[] Both(ReadOnlySpan<float> spikes, int pairs, int length)
    {
        float[] both = new float[pairs * length];
        for (int i = 0; i < both.Length; i++)
            both[i] = spikes[i] != 0 && spikes[i + length] != 0 ? 1 : 0;
        return both;
    }

    private static Tensor Distance(Tensor spikes, Tensor stable)
    {
        var difference = BinaryOp.Subtract(ReduceOp.Mean(spikes, "T"), stable.Tape.Constant(stable.Shape, stable.Values));
        return UnaryOp.Scale(DotOp.Apply(difference, difference), 1f / stable.Shape.Count);
    }

    /// <summary>What a pair of steps drawn for each neuron holds in common: a spike with the probability that two steps running spike, of the neuron's own height.</summary>
    private static float[] Random(StepContext step, ReadOnlySpan<float> spikes, float[] both, int pairs)
    {
        int length = both.Length / pairs, each = length / step.Targets.Samples;
        float[] noise = new float[length];
        for (int n = 0; n < step.Targets.Samples; n++)
        {
            var random = step.Random(n);
            for (int i = n * each; i < (n + 1) * each; i++)
            {
                int at = random.NextInt32(0, pairs) * length + i;
                noise[i] = both[at] * spikes[at];
            }
        }

        return noise;
    }
}

using Saccade.Kernels.Random;
using Saccade.Schema;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// Spikes in the place of brightness, x from 0 to 1 (values beyond count as 0 and 1): the first layer of networks that are to see images as spikes. Without it an image is shown as it is at every step (direct encoding).
/// </summary>
/// <remarks>No gradient goes through it. What it emits for a step depends on the step and on that step's frame alone.</remarks>
/// <param name="By">How a value becomes spikes.</param>
/// <param name="Steps">T, the time steps that a latency or a phase is laid out for; the most that the network can be run for, except by rate.</param>
public sealed record Encode(ImageCode By = ImageCode.Rate, int Steps = 4) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "encoder";

    /// <inheritdoc/>
    public override string Detail => KebabCase.Of(By.ToString());

    internal static LayerKind Kind { get; } = LayerKind.Of("encode", () => new Section<Encode>(new Encode()).Means("Brightness as spikes, in place of the image itself at every step.")
        .Key("by", new ChoiceKind<ImageCode>(), e => e.By, (e, v) => e with { By = v }, "rate: a spike with the probability of the value. latency: one spike, the earlier the brighter. phase: the binary digits of the value, the first worth a half.")
        .Key("steps", new WholeKind(1, 4096), e => e.Steps, (e, v) => e with { Steps = v }, "T, the time steps that a latency or phase is laid out for."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Steps >= 1 ? input : throw new ArgumentException($"needs at least one step, got {Steps}");

    /// <inheritdoc/>
    public override string? ProblemOver(int steps, bool inPieces) => By == ImageCode.Rate || steps <= Steps ? null : $"an encoder lays spikes out for {Steps} time steps, and there are {steps}";

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new EncodeLayer(scope, this, input);
}

/// <summary>How the brightness x of a pixel becomes spikes over T steps.</summary>
public enum ImageCode
{
    /// <summary>A spike at each step with probability x, drawn anew in every pass of training; outside training what is drawn depends on place and step alone.</summary>
    Rate,

    /// <summary>One spike, at step round((T - 1) (1 - x)) from 0; the darkest at the last.</summary>
    Latency,

    /// <summary>The first T binary digits of x (of 1, all are 1); the spike of digit k, from 1, is 2^-k high (weighted phases, Kim et al. 2018).</summary>
    Phase,
}

/// <summary>The built layer.</summary>
public sealed class EncodeLayer : Layer
{
    private readonly Encode _description;
    private readonly int _index;

    internal EncodeLayer(LayerScope scope, Encode d, FeatureSize input)
        : base(scope, d, input) => (_description, _index) = (d, scope.NextNoise());

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are more steps than those it is made for.</exception>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        int steps = x.Shape[0], first = pass.State?.Advance(this, steps) ?? 0, length = x.Shape.CountPerStep;
        if (Description.ProblemOver(first + steps, inPieces: false) is { } problem)
            throw new ArgumentException($"layer {Path}: {problem}");
        float[] spikes = x.Values.ToArray();
        for (int t = 0; t < steps; t++)
            Encode(spikes.AsSpan(t * length, length), first + t, pass.Noise, x.Tape.Part is { } part ? (long)part.First * (length / part.Count) : 0);
        return x.Tape.Constant(x.Shape, spikes);
    }

    private void Encode(Span<float> values, int step, (ulong Seed, long Step)? noise, long before)
    {
        switch (_description.By)
        {
            case ImageCode.Rate:
                var random = new CounterRandom(noise?.Seed ?? 0, RandomPurpose.Encoding, _index, ((noise?.Step ?? 0) << 12) + step);
                random.Skip(2 * before); // what the samples of other processes draw
                foreach (ref float value in values)
                    value = random.NextDouble() < value ? 1 : 0;
                break;
            case ImageCode.Latency:
                foreach (ref float value in values)
                    value = (int)Math.Round((_description.Steps - 1) * (1 - Math.Clamp(value, 0, 1))) == step ? 1 : 0;
                break;
            default:
                foreach (ref float value in values)
                    value = Digit(value, step + 1);
                break;
        }
    }

    private float Digit(float value, int digit)
    {
        double most = Math.Pow(2, _description.Steps), whole = Math.Min(Math.Floor(Math.Clamp(value, 0, 1) * most), most - 1);
        double weight = Math.Pow(2, -digit);
        return Math.Floor(whole / most / weight) % 2 == 1 ? (float)weight : 0;
    }
}

using System.Collections.Immutable;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// The neurons of a layer: all alike, or with constants (threshold, leak rate, height, start and reset potential) for each channel. The rules are those of
/// all channels. An immutable value.
/// </summary>
public sealed class NeuronChannels
{
    private readonly ImmutableArray<NeuronParameters> _channels;

    private NeuronChannels(ImmutableArray<NeuronParameters> channels, bool learnsReset)
    {
        _channels = channels;
        Heights = [.. channels.Select(c => c.OutputHeight)];
        // One set of constants and spikes of 0 or 1 have kernels of their own.
        if (Count > 1 || First.Levels > 1 || learnsReset)
            Table = new NeuronTable(channels);
    }

    /// <summary>Number of channels; 1 if all neurons are alike.</summary>
    public int Count => _channels.Length;

    /// <summary>The rules, and the constants of the first channel.</summary>
    public NeuronParameters First => _channels[0];

    /// <summary>The neurons of a channel.</summary>
    public NeuronParameters this[int channel] => _channels[channel];

    /// <summary>What a spike of each channel emits for a level.</summary>
    public ImmutableArray<float> Heights { get; }

    /// <summary>The constants as the kernels of channels read them; null where those of single constants do.</summary>
    internal NeuronTable? Table { get; }

    /// <summary>Neurons that are all alike.</summary>
    public static implicit operator NeuronChannels(NeuronParameters parameters) => Of([parameters]);

    /// <summary>Neurons with constants for each channel.</summary>
    /// <param name="channels">At least one; those of the channels in order, or the same for all.</param>
    /// <param name="learnsReset">Whether gradients of the reset potential will be asked for.</param>
    /// <exception cref="ArgumentException">There are none, or their rules differ.</exception>
    public static NeuronChannels Of(IReadOnlyList<NeuronParameters> channels, bool learnsReset = false)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0)
            throw new ArgumentException("got neurons of no channel, expected at least one");
        var rules = Rules(channels[0]);
        return channels.All(c => Rules(c) == rules)
            ? new NeuronChannels([.. channels], learnsReset)
            : throw new ArgumentException("got channels whose neurons follow several rules, expected one rule with constants for each channel");
    }

    /// <summary>The parameters without what may differ among channels.</summary>
    private static NeuronParameters Rules(NeuronParameters p) => p with
    {
        Charge = p.Charge.Kind == ChargeKind.Integrate ? p.Charge : p.Charge.WithRate(1),
        Threshold = 1,
        OutputHeight = 1,
        StartPotential = 0,
        Reset = p.Reset.Kind == ResetKind.Hard ? Reset.Hard() : Reset.Soft,
    };
}

/// <summary>
/// The numbers that neurons come down to, channel by channel in rows that kernels load vectors of: each row repeats the
/// channels up to a period of at least a vector, and another vector beyond.
/// </summary>
internal sealed class NeuronTable
{
    private const int Vector = 16;

    public NeuronTable(ImmutableArray<NeuronParameters> channels)
    {
        Channels = channels.Length;
        Period = Channels * ((Vector + Channels - 1) / Channels);
        Values = new float[Enum.GetValues<Number>().Length * (Period + Vector)];
        var rules = channels[0];
        Levels = rules.Levels;
        IsHard = rules.Reset.Kind == ResetKind.Hard;
        FiresAbove = rules.FireRule == FireRule.Above;
        InThresholds = rules.SurrogateUnits == SurrogateUnits.Threshold;
        var first = new NeuronCoefficients(rules);
        (PullKeep, RateOfRest) = (first.PullKeep, first.RateOfRest);
        for (int c = 0; c < Channels; c++)
            Fill(c, channels[c]);
    }

    /// <summary>What a row holds; names as in <see cref="NeuronCoefficients"/>.</summary>
    public enum Number
    {
        Keep, Gain, Bias, Threshold, Height, Start, Reset, Scale, PullBias, Carry, Rate, RateOfChange,
    }

    public int Channels { get; }

    public int Period { get; }

    public int Stride => Period + Vector;

    public float[] Values { get; }

    public int Levels { get; }

    public bool IsHard { get; }

    public bool FiresAbove { get; }

    public bool InThresholds { get; }

    public float PullKeep { get; }

    public float RateOfRest { get; }

    private void Fill(int channel, NeuronParameters p)
    {
        var c = new NeuronCoefficients(p);
        float[] values = [c.Keep, c.Gain, c.Bias, c.Threshold, c.Height, p.StartPotential, c.ResetPotential, c.Scale, c.PullBias, c.Carry, p.Charge.Rate, c.RateOfChange];
        for (int row = 0; row < values.Length; row++)
        {
            for (int i = channel; i < Stride; i += Channels)
                Values[row * Stride + i] = values[row];
        }
    }
}

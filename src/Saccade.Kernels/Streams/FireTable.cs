using Saccade.Kernels.Neurons;

namespace Saccade.Kernels.Streams;

/// <summary>
/// What becomes of a sum, for each output channel: <c>x = gain sum + bias</c>, and where neurons follow, <c>H = keep V + x</c>, the level that H reaches, and the reset. Constants of layers are folded into them.
/// </summary>
internal sealed class FireTable
{
    private FireTable(int channels, int levels)
        => (Levels, Keep, Gain, Bias, Reset, Thresholds) = (levels, new float[channels], new float[channels], new float[channels], new float[channels], new float[levels * channels]);

    /// <summary>The most levels of a spike; 0 where no neurons follow.</summary>
    public int Levels { get; }

    /// <summary>Whether a spike puts the potential to <see cref="Reset"/>; else it adds it for each level.</summary>
    public bool IsHard { get; private init; }

    /// <summary>Whether neurons of all channels have the same constants.</summary>
    public bool IsUniform { get; private init; }

    /// <summary>What is left of a potential after a step.</summary>
    public float[] Keep { get; }

    /// <summary>What a sum is multiplied by.</summary>
    public float[] Gain { get; }

    /// <summary>What is added to it.</summary>
    public float[] Bias { get; }

    /// <summary>The potential after a spike, or what a level changes it by.</summary>
    public float[] Reset { get; }

    /// <summary>[levels, channels]: the potentials from which on a level is reached.</summary>
    public float[] Thresholds { get; }

    /// <summary>Sums that are handed on.</summary>
    /// <param name="gain">For each channel.</param>
    /// <param name="bias">For each channel.</param>
    public static FireTable Of(ReadOnlySpan<float> gain, ReadOnlySpan<float> bias)
    {
        var table = new FireTable(gain.Length, 0);
        gain.CopyTo(table.Gain);
        bias.CopyTo(table.Bias);
        return table;
    }

    /// <summary>Sums that charge neurons.</summary>
    /// <param name="gain">For each channel.</param>
    /// <param name="bias">For each channel.</param>
    /// <param name="neurons">All alike, or one for each channel; what a level emits is 1 whatever their height.</param>
    public static FireTable Of(ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, NeuronChannels neurons)
    {
        var rules = neurons.First;
        var table = new FireTable(gain.Length, rules.Levels) { IsHard = rules.Reset.Kind == ResetKind.Hard, IsUniform = neurons.Count == 1 };
        for (int c = 0; c < gain.Length; c++)
        {
            var p = neurons[c % neurons.Count];
            var k = new NeuronCoefficients(p);
            (table.Keep[c], table.Gain[c], table.Bias[c]) = (k.Keep, gain[c] * k.Gain, MathF.FusedMultiplyAdd(bias[c], k.Gain, k.Bias));
            table.Reset[c] = table.IsHard ? k.ResetPotential : -p.Threshold;
            for (int level = 1; level <= rules.Levels; level++)
                table.Thresholds[((level - 1) * gain.Length) + c] = p.FireRule == FireRule.Above ? MathF.BitIncrement(level * p.Threshold) : level * p.Threshold;
        }

        return table;
    }
}

using Saccade.Kernels.Neurons;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

/// <summary>Against SpikingJelly: 72 combinations of neuron, surrogate, reset and reset gradient.</summary>
public sealed class NeuronGoldenTests
{
    [Fact]
    public void EveryCase_ForwardAndBackward_Matches()
    {
        var golden = GoldenFile.Open("neurons");
        int cases = 0;
        foreach (string name in golden.Cases)
        {
            Check(golden, name);
            cases++;
        }

        Assert.Equal(73, cases);
    }

    private static void Check(GoldenFile golden, string name)
    {
        int[] shape = golden.Shape("x");
        int steps = shape[0], count = shape[1] * shape[2];
        float[] x = golden.Floats("x"), gradOutput = golden.Floats("grad_out");
        float[] charged = new float[x.Length], spikes = new float[x.Length], gradInput = new float[x.Length];
        bool learnsRate = golden.Has(name + ".w");
        double k = learnsRate ? 1 / (1 + Math.Exp(-golden.Floats(name + ".w")[0])) : 0;
        var parameters = Parse(name, (float)k);

        NeuronKernels.Forward(parameters, x, [], charged, spikes, steps, count, 0, count);
        var gradients = NeuronKernels.BackwardWithParameters(parameters, [], charged, gradOutput, gradInput, [], steps, count, 0, count);

        Close.SameBits(golden.Floats(name + ".spikes"), spikes, name);
        Close.Relative(golden.Floats(name + ".grad_in"), gradInput, 1e-5, name + " grad_in");
        if (golden.Has(name + ".v_after_reset"))
            Close.Relative(golden.Floats(name + ".v_after_reset"), Potentials(parameters, x, steps, count), 1e-5, name + " v");
        if (learnsRate)
            Close.Relative(golden.Floats(name + ".grad_w"), [(float)(gradients.Rate * k * (1 - k))], 1e-5, name + " grad_w");
    }

    private static float[] Potentials(NeuronParameters parameters, float[] x, int steps, int count)
    {
        float[] potential = new float[count], output = new float[count], all = new float[x.Length];
        for (int t = 0; t < steps; t++)
        {
            NeuronKernels.Step(parameters, x.AsSpan(t * count, count), potential, output, 0, count);
            potential.CopyTo(all.AsSpan(t * count));
        }

        return all;
    }

    /// <summary>Reads a name such as <c>lif_tau1.3333_nodecay_vth0.7.atan2.soft.full</c>.</summary>
    private static NeuronParameters Parse(string name, float k)
    {
        string[] parts = name.Replace("tau1.3333", "tau4/3", StringComparison.Ordinal).Replace("vth0.7", "vth7/10", StringComparison.Ordinal).Split('.');
        string neuron = parts[0];
        float rate = k != 0 ? k : neuron.Contains("tau4/3", StringComparison.Ordinal) ? 0.75f : 0.5f;
        return new NeuronParameters
        {
            Charge = neuron.StartsWith("if", StringComparison.Ordinal) ? Charge.Integrate
                : neuron.Contains("nodecay", StringComparison.Ordinal) ? Charge.Leak(rate)
                : Charge.LeakWithInput(rate),
            Threshold = neuron.Contains("vth7/10", StringComparison.Ordinal) ? 0.7f : 1,
            StartPotential = neuron == "if_v0half" ? 0.5f : 0,
            Surrogate = parts[1] switch
            {
                "atan2" => new Surrogate.ATan(2),
                "sigmoid4" => new Surrogate.Sigmoid(4),
                "triangle1" => new Surrogate.Triangle(1),
                _ => throw new InvalidOperationException($"unknown surrogate in '{name}'"),
            },
            Reset = parts[2] == "soft" ? Reset.Soft : Reset.Hard(),
            ResetGradient = parts[3] == "full" ? ResetGradient.Full : ResetGradient.Detached,
        };
    }
}

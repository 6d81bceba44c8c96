using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Tests.Networks;

/// <summary>Small networks and runs of them.</summary>
internal static class Nets
{
    public static readonly FrameSize Input = new(8, 6);

    public static NetworkDescription Of(params LayerDescription[] layers) => new(Input, new LayerList(layers));

    /// <summary>conv(4)-bn-activation-pool-conv(5)-bn-activation-flatten-linear(3).</summary>
    public static NetworkDescription Two(LayerDescription activation, LayerDescription? pool = null) => Of(
        new Convolution(4), new BatchNorm(), activation, pool ?? new AveragePool(),
        new Convolution(5), new BatchNorm(), activation, new Flatten(), new Linear(3));

    /// <summary>A network whose normalisations and thresholds are as if it had been trained for a while.</summary>
    public static Network Trained(NetworkDescription description, ulong seed)
    {
        var network = Network.Create(description, seed);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            var p = network.Parameters[i];
            var random = new CounterRandom(seed, RandomPurpose.Test, i);
            bool positive = p.Kind == ParameterKind.Threshold || p.Name.EndsWith("running_var", StringComparison.Ordinal);
            if (p.Kind is ParameterKind.Weight or ParameterKind.Bias)
                continue;
            for (int k = 0; k < p.Values.Length; k++)
                p.Values[k] = positive ? 0.5f + random.NextSingle() : p.Values[k] + 0.2f * (float)random.NextGaussian();
        }

        return network;
    }

    /// <summary>Event-like counts [T, N, H, W, 2]: mostly 0.</summary>
    public static float[] Frames(int steps, int samples, ulong seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 7);
        float[] values = new float[steps * samples * Input.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < 0.3 ? random.NextInt32(1, 4) : 0;
        return values;
    }

    public static Shape Shape(int steps, int samples) => Shape(steps, samples, Input);

    private static Shape Shape(int steps, int samples, FrameSize size) => new("TNHWC", steps, samples, size.Height, size.Width, size.Channels);

    /// <summary>Logits in evaluation, or what <paramref name="change"/> makes of it.</summary>
    public static float[] Run(Engine engine, Network network, int steps, int samples, ReadOnlySpan<float> frames, Func<ForwardPass, ForwardPass>? change = null)
    {
        using var tape = new Tape(engine, recording: false);
        var pass = new ForwardPass(tape);
        return network.Forward(tape.Constant(Shape(steps, samples, network.Description.Input), frames), change?.Invoke(pass) ?? pass).Values.ToArray();
    }

    /// <summary>The output of one layer in evaluation, or what <paramref name="change"/> makes of it.</summary>
    public static float[] Output(Engine engine, Network network, string layer, int steps, int samples, ReadOnlySpan<float> frames, Func<ForwardPass, ForwardPass>? change = null)
    {
        float[] output = [];
        Run(engine, network, steps, samples, frames, pass => (change?.Invoke(pass) ?? pass) with
        {
            Watch = (l, y) => output = l.Path == layer ? y.Values.ToArray() : output,
        });
        return output;
    }
}

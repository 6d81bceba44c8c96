using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Data;
using Saccade.Training.RunLog;

namespace Saccade.Training.Loops;

/// <summary>
/// What a conversion costs, layer by layer: both networks see the mean of a sample's frames, the spiking one as often as it
/// has steps, and its average output is compared with the quantised activation (HSD eq. 7 holds for a constant input).
/// </summary>
internal static class ConversionReport
{
    private const int Samples = 64;

    public static ConversionDone Measure(Engine engine, string phase, Network ann, Network snn, TrainingData data, int[] positions)
    {
        float[] mean = MeanFrames(engine, data, positions, out int samples);
        var activations = Activations(engine, ann, mean, samples, 1);
        var spikes = Activations(engine, snn, mean, samples, positions.Length);
        var layers = snn.AllLayers.OfType<SpikingLayer>().Select(layer => Compare(layer, activations[layer.Path], spikes[layer.Path])).ToArray();
        double? Accuracy(Network network) => data.Validation is null ? null : Evaluator.Evaluate(engine, network, data.Validation, positions).Accuracy;
        return new ConversionDone(phase, layers, Accuracy(ann), Accuracy(snn));
    }

    private static LayerConversion Compare(SpikingLayer layer, float[] activation, float[] output)
    {
        double threshold = layer.Threshold!.Values[0], sum = 0, max = 0;
        int steps = output.Length / activation.Length;
        long spikes = output.LongCount(v => v != 0);
        double unit = layer.SpikeHeight == threshold ? 1 : threshold;
        for (int i = 0; i < activation.Length; i++)
        {
            double average = 0;
            for (int t = 0; t < steps; t++)
                average += output[t * activation.Length + i] * unit / steps;
            double error = Math.Abs(average - activation[i]) / threshold;
            sum += error;
            max = Math.Max(max, error);
        }

        return new LayerConversion(layer.Path, threshold, sum / activation.Length, max, (double)spikes / output.Length);
    }

    private static Dictionary<string, float[]> Activations(Engine engine, Network network, float[] frames, int samples, int steps)
    {
        var outputs = new Dictionary<string, float[]>();
        using var tape = new Tape(engine, recording: false);
        var size = network.Description.Input;
        var input = tape.Constant(new Shape("TNHWC", steps, samples, size.Height, size.Width, size.Channels), values =>
        {
            for (int t = 0; t < steps; t++)
                frames.CopyTo(values.Span[(t * frames.Length)..]);
        });
        network.Forward(input, new ForwardPass(tape)
        {
            Watch = (layer, output) =>
            {
                if (layer is QuantisedLayer or SpikingLayer)
                    outputs[layer.Path] = output.Values.ToArray();
            },
        });
        return outputs;
    }

    private static float[] MeanFrames(Engine engine, TrainingData data, int[] positions, out int samples)
    {
        samples = Math.Min(Samples, data.Train.Count);
        using var tape = new Tape(engine, recording: false);
        var frames = FrameTensors.Of(engine, tape, data.Train, [.. Enumerable.Range(0, samples)], positions);
        return Tensors.Ops.ReduceOp.Mean(frames, "T").Values.ToArray();
    }
}

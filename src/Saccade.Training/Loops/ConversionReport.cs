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
        var activations = Record(engine, ann, mean, samples, 1);
        var spikes = Record(engine, snn, mean, samples, positions.Length);
        var layers = snn.AllLayers.OfType<SpikingLayer>().Select(layer => LayerComparison.Of(layer, activations[layer.Path].Output, spikes[layer.Path])).ToArray();
        Evaluation? On(Network network) => data.Validation is null ? null : Evaluator.Evaluate(engine, network, data.Validation, positions);
        var (before, after) = (On(ann), On(snn));
        return new ConversionDone(phase, layers, before?.Accuracy, after?.Accuracy) { AccuracyAfterBySteps = after?.AccuracyBySteps ?? [] };
    }

    private static Dictionary<string, LayerRecord> Record(Engine engine, Network network, float[] frames, int samples, int steps)
    {
        var records = new Dictionary<string, LayerRecord>();
        using var tape = new Tape(engine, recording: false);
        var size = network.Description.Input;
        var input = tape.Constant(new Shape("TNHWC", steps, samples, size.Height, size.Width, size.Channels), values =>
        {
            for (int t = 0; t < steps; t++)
                frames.CopyTo(values.Span[(t * frames.Length)..]);
        });
        network.Forward(input, new ForwardPass(tape)
        {
            WatchInput = (layer, x) =>
            {
                if (layer is QuantisedLayer or SpikingLayer)
                    records[layer.Path] = new LayerRecord(steps, x.Values.ToArray(), []);
            },
            Watch = (layer, y) =>
            {
                if (records.TryGetValue(layer.Path, out var record))
                    records[layer.Path] = record with { Output = y.Values.ToArray() };
            },
        });
        return records;
    }

    private static float[] MeanFrames(Engine engine, TrainingData data, int[] positions, out int samples)
    {
        samples = Math.Min(Samples, data.Train.Count);
        using var tape = new Tape(engine, recording: false);
        var frames = FrameTensors.Of(engine, tape, data.Train, [.. Enumerable.Range(0, samples)], positions);
        return Tensors.Ops.ReduceOp.Mean(frames, "T").Values.ToArray();
    }
}

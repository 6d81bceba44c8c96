using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>Runs a network over a part of the data without changing it. Processes that share an engine's batches each run some samples of every batch, and all have the same result.</summary>
public static class Evaluator
{
    /// <summary>Samples at a time, and the most frames of them all, so that memory does not grow with the time steps.</summary>
    private const int BatchSize = 50, BatchFrames = 5 * BatchSize;

    /// <summary>Measures a network.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network, run with its running statistics.</param>
    /// <param name="data">The part.</param>
    /// <param name="positions">Which frames of each sample, in the order of the steps.</param>
    /// <param name="labels">Label of each sample among the network's classes; null for the part's own.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">There is not one label for each sample, or one is no class of the network.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public static Evaluation Evaluate(
        Engine engine, Network network, PreparedFrames data, int[] positions, IReadOnlyList<int>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(engine);
        using var claim = engine.Claim();
        labels = Checked(labels, network, data);
        var tally = new Tally(positions.Length, network);
        var weights = new FixedWeights();
        int atOnce = Math.Clamp(BatchFrames / Math.Max(1, positions.Length), 1, BatchSize);
        for (int start = 0; start < data.Count; start += atOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] samples = [.. Enumerable.Range(start, Math.Min(atOnce, data.Count - start))];
            var part = BatchPart.Of(engine.Exchange, samples.Length);
            int[] mine = part is null ? samples : samples[part.First..(part.First + part.Count)];
            using var tape = new Tape(engine, recording: false) { Weights = weights, Part = part };
            var frames = FrameTensors.OfDistinct(engine, tape, data, mine, positions);
            bool counts = part is not null || engine.Exchange is null or { Rank: 0 };
            var logits = network.Forward(frames, new ForwardPass(tape) { Watch = counts ? (layer, output) => tally.Watch(layer.Path, output.Values) : null, Repeats = positions.Length / frames.Shape[0] });
            tally.Count(OfAll(logits, part), [.. samples.Select(s => labels[s])]);
        }

        if (engine.Exchange is { } exchange)
            tally.Complete(exchange);
        return tally.Result(data.Count) with { MillisecondsBySteps = data.Report.SeenMilliseconds(positions) };
    }

    /// <summary>Measures a network that is run in another way than by its layers, one sample after the other.</summary>
    /// <param name="newPass">Memory to run it in, which shows the outputs of layers, of all neurons among them.</param>
    /// <param name="network">The network.</param>
    /// <param name="data">The part.</param>
    /// <param name="positions">Which frames of each sample, in the order of the steps.</param>
    /// <param name="labels">Label of each sample among the network's classes; null for the part's own.</param>
    /// <param name="cancellation">Stops between samples.</param>
    internal static Evaluation Evaluate(Func<LayerWatch, INetworkPass> newPass, Network network, PreparedFrames data, int[] positions, IReadOnlyList<int>? labels = null, CancellationToken cancellation = default)
    {
        labels = Checked(labels, network, data);
        var tally = new Tally(positions.Length, network);
        using var pass = newPass(tally.Watch);
        var distinct = data.Distinct(positions);
        for (int n = 0; n < data.Count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            int sample = n;
            var logits = pass.Run(positions.Length, distinct.Length, (t, frame) => data.CopyTo(sample, distinct.Span.Slice(t, 1), frame), cancellation);
            tally.Count(logits.ToArray(), [labels[n]]);
        }

        return tally.Result(data.Count) with { MillisecondsBySteps = data.Report.SeenMilliseconds(positions) };
    }

    private static IReadOnlyList<int> Checked(IReadOnlyList<int>? given, Network network, PreparedFrames data)
    {
        var labels = given ?? data.Labels;
        return labels.Count == data.Count && labels.All(label => label >= 0 && label < network.Classes)
            ? labels
            : throw new ArgumentException($"got {labels.Count} labels from {labels.DefaultIfEmpty().Min()} to {labels.DefaultIfEmpty().Max()}, expected {data.Count}, each a class of the network, 0 to {network.Classes - 1}", nameof(labels));
    }

    /// <summary>The logits [T, N, K] of all samples of a batch, given those of this process.</summary>
    private static float[] OfAll(Tensor logits, BatchPart? part)
    {
        if (part is null)
            return logits.Values.ToArray();
        float[] all = new float[logits.Shape[0] * part.Samples * logits.Shape[^1]];
        Reorder(part.Gather<float>(Reorder(logits.Values, new float[logits.Shape.Count], logits.Shape[0], part.Count)), all, part.Samples, logits.Shape[0]);
        return all;
    }

    /// <summary>Rows of two axes in the other order: [A, B, K] to [B, A, K].</summary>
    private static float[] Reorder(ReadOnlySpan<float> from, float[] to, int outer, int inner)
    {
        int row = from.Length / outer / inner;
        for (int a = 0; a < outer; a++)
        {
            for (int b = 0; b < inner; b++)
                from.Slice((a * inner + b) * row, row).CopyTo(to.AsSpan((b * outer + a) * row));
        }

        return to;
    }

    private sealed class Tally(int steps, Network network)
    {
        private readonly List<double>[] _confidence = Lists(steps), _entropy = Lists(steps), _margin = Lists(steps);
        private readonly List<bool>[] _right = [.. Enumerable.Range(0, steps).Select(_ => new List<bool>())];
        private readonly List<int>[] _decisions = [.. Enumerable.Range(0, steps).Select(_ => new List<int>())];
        private readonly NeuronLayer[] _layers = [.. network.AllLayers.OfType<NeuronLayer>()];
        private readonly Dictionary<string, (long Spikes, long Neurons)> _rates = network.AllLayers.OfType<NeuronLayer>().ToDictionary(l => l.Path, _ => (0L, 0L), StringComparer.Ordinal);
        private readonly int[][] _confusion = [.. Enumerable.Range(0, network.Classes).Select(_ => new int[network.Classes])];
        private readonly Calibration[] _calibrations = [.. Enumerable.Range(0, steps).Select(_ => new Calibration())];
        private readonly StepOutput.Counter[] _outputs = [.. Enumerable.Range(0, steps).Select(_ => new StepOutput.Counter())];
        private double _loss;

        public void Watch(string layer, ReadOnlySpan<float> output)
        {
            if (Array.Find(_layers, l => l.Path == layer) is not { } neurons)
                return;
            var (spikes, count) = _rates[layer];
            _rates[layer] = (spikes + neurons.CountSpikes(output), count + output.Length);
        }

        /// <summary>Adds the spikes that other processes counted.</summary>
        public void Complete(IShardExchange exchange)
        {
            long[] all = exchange.Gather<long>([.. _layers.SelectMany(layer => new[] { _rates[layer.Path].Spikes, _rates[layer.Path].Neurons })]);
            for (int i = 0; i < _layers.Length; i++)
            {
                int at = 2 * i;
                long Sum(int field) => Enumerable.Range(0, exchange.Ranks).Sum(rank => all[(rank * 2 * _layers.Length) + at + field]);
                _rates[_layers[i].Path] = (Sum(0), Sum(1));
            }
        }

        public void Count(float[] logits, int[] labels)
        {
            int row = logits.Length / steps, classes = row / labels.Length;
            var scores = new StepScores(labels.Length, classes);
            for (int t = 0; t < steps; t++)
            {
                var step = logits.AsSpan(t * row, row);
                scores.Add(step);
                var alone = new StepScores(labels.Length, classes);
                alone.Add(step);
                for (int n = 0; n < labels.Length; n++)
                {
                    int decision = scores.Decide(n);
                    _decisions[t].Add(decision);
                    _right[t].Add(decision == labels[n]);
                    double[] probabilities = scores.Probabilities(n);
                    _confidence[t].Add(probabilities[decision]);
                    _entropy[t].Add(StepScores.Entropy(probabilities));
                    _margin[t].Add(StepScores.Margin(probabilities));
                    _outputs[t].Add(alone.Probabilities(n), labels[n]);
                    _calibrations[t].Add(probabilities[decision], decision == labels[n]);
                }
            }

            for (int n = 0; n < labels.Length; n++)
            {
                _loss += scores.CrossEntropy(n, labels[n]);
                _confusion[labels[n]][scores.Decide(n)]++;
            }
        }

        private static List<double>[] Lists(int steps) => [.. Enumerable.Range(0, steps).Select(_ => new List<double>())];

        public Evaluation Result(int samples)
        {
            var rates = _layers.Select(l => (l.Path, (double)_rates[l.Path].Spikes / Math.Max(1, _rates[l.Path].Neurons)));
            long spikes = _rates.Values.Sum(r => r.Spikes), neurons = _rates.Values.Sum(r => r.Neurons);
            return new Evaluation(samples, _loss / Math.Max(1, samples), [.. _right.Select(r => (double)r.Count(right => right) / Math.Max(1, samples))], [.. rates])
            {
                RightBySteps = _right,
                ConfidenceBySteps = _confidence,
                EntropyBySteps = _entropy,
                MarginBySteps = _margin,
                DecisionsBySteps = _decisions,
                MeanFiringRate = neurons == 0 ? null : (double)spikes / neurons,
                Confusion = _confusion,
                CalibrationErrorBySteps = [.. _calibrations.Select(c => c.Error)],
                Outputs = [.. _outputs.Select(o => o.Result())],
            };
        }
    }
}

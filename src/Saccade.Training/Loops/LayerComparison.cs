using Saccade.Networks;
using Saccade.Training.RunLog;

namespace Saccade.Training.Loops;

/// <summary>What entered and left a layer, [T, ...] each.</summary>
internal sealed record LayerRecord(int Steps, float[] Input, float[] Output);

/// <summary>Compares a converted layer with the activation that it was, and says where the difference comes from; see <see cref="ConversionErrors"/>.</summary>
internal static class LayerComparison
{
    private const double ReachShare = 0.99;

    /// <summary>Compares.</summary>
    /// <param name="layer">The neurons.</param>
    /// <param name="activation">What the quantised activation gave for each sample.</param>
    /// <param name="spiking">What entered and left the neurons, for the same samples.</param>
    public static LayerConversion Of(SpikingLayer layer, float[] activation, LayerRecord spiking)
    {
        double threshold = layer.Threshold!.Values[0], unit = layer.SpikeHeight == threshold ? 1 : threshold;
        int steps = spiking.Steps, neurons = activation.Length;
        double error = 0, largest = 0;
        var sums = new Sums(layer.Neuron.Start, steps, layer.Levels);
        for (int i = 0; i < neurons; i++)
        {
            double current = 0, output = 0;
            for (int t = 0; t < steps; t++)
            {
                current += spiking.Input[(t * neurons) + i] / threshold / steps;
                output += spiking.Output[(t * neurons) + i] * unit / threshold / steps;
            }

            double difference = Math.Abs(output - (activation[i] / threshold));
            error += difference;
            largest = Math.Max(largest, difference);
            sums.Add(current, output);
        }

        long spikes = spiking.Output.LongCount(v => v != 0);
        return new LayerConversion(layer.Path, threshold, error / neurons, largest, (double)spikes / spiking.Output.Length) { Errors = sums.Errors };
    }

    /// <summary>Adds up neurons, all in units of the threshold.</summary>
    private sealed class Sums(double start, int steps, int most)
    {
        /// <summary>Currents are added in another order than in the kernel.</summary>
        private const double Slack = 1e-5;

        private readonly List<double> _positive = [];
        private double _clipping, _quantisation, _unevenness;
        private int _count, _residual, _silent;

        public ConversionErrors Errors => new(_clipping / _count, _quantisation / _count, _unevenness / _count)
        {
            Residual = (double)_residual / _count,
            Silent = (double)_silent / _count,
            Reach = Quantile(ReachShare),
        };

        public void Add(double current, double output)
        {
            double wanted = Math.Max(current, 0), clipped = Math.Min(wanted, most);
            double quantised = Math.Clamp(Math.Floor((steps * current) + start + Slack) / steps, 0, most); // theorem 1 of the QCFS paper
            double end = start + (steps * (current - output)); // HSD eq. 7
            _clipping += wanted - clipped;
            _quantisation += Math.Abs(clipped - quantised);
            _unevenness += Math.Abs(quantised - output);
            _residual += (output > Slack && end < -Slack) || (output < most - Slack && end > 1 + Slack) ? 1 : 0;
            _silent += output == 0 ? 1 : 0;
            _count++;
            if (current > 0)
                _positive.Add(current);
        }

        private double Quantile(double share)
        {
            if (_positive.Count == 0)
                return 0;
            _positive.Sort();
            return _positive[Math.Max(0, (int)Math.Ceiling(share * _positive.Count) - 1)];
        }
    }
}

using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming;

/// <summary>Rounds the weights of a network to 8 bits, with scales that are calibrated on recordings.</summary>
public static class Quantisation
{
    /// <summary>What 127 may stand for, as shares of the largest weight of an output channel.</summary>
    private static readonly float[] _shares = [1, 0.97f, 0.94f, 0.9f, 0.85f, 0.8f, 0.7f];

    /// <summary>
    /// A network of the same description whose weights are whole numbers of 8 bits times a scale for each output channel, <see cref="WeightFormat.Int8"/>. Of some scales the one is taken with the least mean square of
    /// <c>sum x (w - w')</c>, errors of weights taken as independent: <c>sum E[x^2] (w - w')^2</c> over the weights of the channel, x being what the weight's input was on the recordings.
    /// </summary>
    /// <param name="network">The network; left as it is.</param>
    /// <param name="recordings">Number of recordings, at least 1: of those that the network may learn from, never of those that it is tested on.</param>
    /// <param name="steps">Time steps of each.</param>
    /// <param name="frame">The frame [H, W, C] of a recording and a step.</param>
    /// <exception cref="StreamPlanException">A layer cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">A weight is no finite number, or there is no recording.</exception>
    public static Network Round(Network network, int recordings, int steps, Func<int, int, ReadOnlyMemory<float>> frame)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfLessThan(recordings, 1);
        var squares = new InputSquares(network);
        for (int n = 0; n < recordings; n++)
            squares.Add(steps, t => frame(n, t));
        var rounded = network.Clone();
        foreach (var layer in rounded.AllLayers)
        {
            if (layer.Parameters.FirstOrDefault(WholeWeight.Fits) is { } weight)
                Round(weight.Values, weight.Shape[^2], weight.Shape[^1], squares.Of(layer.Path)).CopyTo(weight.Values);
        }

        return rounded;
    }

    /// <summary>Rounds a weight [taps, inputs, channels].</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="channels">Output channels of all groups.</param>
    /// <param name="squares">The sums of the squares of the inputs, by input channel of all groups.</param>
    internal static WholeWeight Round(ReadOnlySpan<float> weight, int inputs, int channels, ReadOnlySpan<double> squares)
    {
        float[] best = new float[channels], shares = new float[channels];
        double[] least = new double[channels];
        Array.Fill(least, double.PositiveInfinity);
        foreach (float share in _shares)
        {
            Array.Fill(shares, share);
            double[] errors = Errors(weight, WholeWeight.ForFile(weight, channels, shares), inputs, squares);
            for (int c = 0; c < channels; c++)
                (least[c], best[c]) = errors[c] < least[c] ? (errors[c], share) : (least[c], best[c]);
        }

        return WholeWeight.ForFile(weight, channels, best);
    }

    private static double[] Errors(ReadOnlySpan<float> weight, WholeWeight rounded, int inputs, ReadOnlySpan<double> squares)
    {
        int channels = rounded.Scales.Length, channelsOfGroup = channels * inputs / squares.Length;
        double[] errors = new double[channels];
        for (int i = 0; i < weight.Length; i++)
        {
            int c = i % channels, input = (c / channelsOfGroup * inputs) + (i / channels % inputs);
            double difference = weight[i] - (rounded.Values[i] * rounded.Scales[c]);
            errors[c] += squares[input] * difference * difference;
        }

        return errors;
    }

    /// <summary>The mean squares of what the layers with weights read, by input channel.</summary>
    private sealed class InputSquares
    {
        private readonly Dictionary<string, double[]> _sums = new(StringComparer.Ordinal);
        private readonly StreamRunner _runner;
        private readonly StreamState _state;

        public InputSquares(Network network)
        {
            var plan = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false });
            (_runner, _state) = (plan.NewRunner(), plan.NewState());
            var paths = network.AllLayers.Where(layer => layer.Parameters.Any(WholeWeight.Fits)).Select(layer => layer.Path).ToHashSet(StringComparer.Ordinal);
            _runner.Watch = step =>
            {
                if (paths.Contains(step.Path))
                    Add(step);
            };
        }

        public void Add(int steps, Func<int, ReadOnlyMemory<float>> frame)
        {
            _state.Reset();
            for (int t = 0; t < steps; t++)
                _runner.Step(frame(t).Span, _state);
        }

        public double[] Of(string path) => _sums[path];

        private void Add(PlanStep step)
        {
            var input = step.Inputs[0];
            var x = _runner.Memory[input];
            if (!_sums.TryGetValue(step.Path, out double[]? sums))
                _sums.Add(step.Path, sums = new double[input.Size.Channels]);
            for (int i = 0; i < x.Length; i++)
                sums[i % sums.Length] += x[i] * (double)x[i];
        }
    }
}

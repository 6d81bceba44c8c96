using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Losses;

namespace Saccade.Training.Benchmarks;

/// <summary>Times the layers of a network one by one, by watching a pass from outside.</summary>
internal sealed class LayerProfiler
{
    private readonly Engine _engine;
    private readonly Network _network;
    private readonly NetworkInput _input;
    private readonly TimeProvider _time;
    private readonly Dictionary<Layer, Tally> _tallies;
    private readonly List<double> _loss = [];

    private LayerProfiler(Engine engine, Network network, NetworkInput input, TimeProvider time)
    {
        (_engine, _network, _input, _time) = (engine, network, input, time);
        _tallies = network.AllLayers.ToDictionary(l => l, _ => new Tally());
    }

    /// <summary>Profiles passes of a batch.</summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    /// <param name="network">The network; training moves its running statistics and nothing else.</param>
    /// <param name="input">The batch.</param>
    /// <param name="trains">Whether to go backward too, with the batch's statistics and the cross-entropy of the mean logits.</param>
    /// <param name="rounds">Passes, at least 1, after some that warm up (one for a single round).</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it between passes.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public static NetworkProfile Run(
        Engine engine, Network network, NetworkInput input, bool trains, int rounds, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentNullException.ThrowIfNull(time);
        using var claim = engine.Claim();
        Benchmark.WarmUp(() => new LayerProfiler(engine, network, input, time).Pass(trains), rounds, time, cancellation);
        var profiler = new LayerProfiler(engine, network, input, time);
        for (int i = 0; i < rounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            profiler.Pass(trains);
        }

        return profiler.Result(rounds, trains, MachineLimits.Measure(engine.Threads, time, rounds == 1 ? 1 : MachineLimits.UsualRepetitions));
    }

    private void Pass(bool trains)
    {
        var owners = new Dictionary<Tensor, Layer>(ReferenceEqualityComparer.Instance);
        var watch = new Watch(_engine, _time);
        Layer? current = null;
        using var tape = new Tape(_engine, trains)
        {
            BackwardTap = output =>
            {
                // An operation within a layer belongs to the layer whose output was met last; those before any belong to the loss.
                current = owners.GetValueOrDefault(output) ?? current;
                if (current is null)
                    _loss[^1] += watch.Lap().Seconds;
                else
                    _tallies[current].Backward(watch.Lap());
            },
        };
        var frames = _input.On(tape);
        watch.Lap();
        var logits = _network.Forward(frames, new ForwardPass(tape)
        {
            BatchNorm = trains ? BatchNormUse.Batch : BatchNormUse.Running,
            TrainsParameters = trains,
            Noise = trains ? (1, 0) : null,
            Watch = (layer, y) =>
            {
                _tallies[layer].Forward(watch.Lap());
                _tallies[layer].Saw(y);
                owners.TryAdd(y, layer);
                watch.Lap(); // what was counted here is not the next layer's
            },
        });
        if (!trains)
            return;
        var loss = LossTerms.CrossEntropyOfMean(logits, [.. _input.Labels]);
        _loss.Add(watch.Lap().Seconds);
        using var gradients = tape.Backward(loss);
        foreach (var tally in _tallies.Values)
            tally.EndBackward();
    }

    private NetworkProfile Result(int rounds, bool trains, MachineLimits limits)
    {
        double frames = (double)_input.Steps * _input.Samples, first = (double)ReduceKernels.CountNonZero(_input.Values.Span) / _input.Shape.Count;
        var before = Predecessors(_network.Layers, null).ToDictionary(pair => pair.Layer, pair => pair.Before);
        var layers = _network.AllLayers.Select(layer =>
        {
            var tally = _tallies[layer];
            double flops = 2 * layer.MultiplyAdds * frames, seconds = Timing.Of(tally.ForwardSeconds).Median;
            return new LayerProfile
            {
                Name = layer.Path,
                Description = layer.Description,
                Output = layer.Output,
                ForwardSeconds = seconds,
                BackwardSeconds = trains ? Timing.Of(tally.BackwardSeconds).Median : null,
                InputDensity = before[layer] is { } source ? _tallies[source].Density : first,
                KernelUse = tally.UseOf(rounds),
                DenseFlops = flops,
                ShareOfLimit = flops / limits.FlopsOf(_engine.Threads) / seconds,
                OutputBytes = (long)(sizeof(float) * layer.Output.Count * frames),
            };
        });
        return new NetworkProfile([.. layers], trains ? Timing.Of(_loss).Median : null, _input.Steps, _input.Samples, limits);
    }

    /// <summary>The layer whose output each layer reads; null for the network's input.</summary>
    private static IEnumerable<(Layer Layer, Layer? Before)> Predecessors(IReadOnlyList<Layer> layers, Layer? before)
    {
        foreach (var layer in layers)
        {
            yield return (layer, before);
            foreach (var inner in layer.Inner.SelectMany(path => Predecessors(path, before)))
                yield return inner;

            before = layer;
        }
    }

    /// <summary>What happened since the last lap.</summary>
    private sealed class Watch(Engine engine, TimeProvider time)
    {
        private long _last = time.GetTimestamp();

        public (double Seconds, KernelUse Use) Lap()
        {
            long now = time.GetTimestamp();
            double seconds = time.GetElapsedTime(_last, now).TotalSeconds;
            var use = engine.TakeKernelUse();
            _last = time.GetTimestamp();
            return (seconds, use);
        }
    }

    private sealed class Tally
    {
        private KernelUse _use = new();
        private double _backward;

        public List<double> ForwardSeconds { get; } = [];

        public List<double> BackwardSeconds { get; } = [];

        public double Density { get; private set; }

        public void Forward((double Seconds, KernelUse Use) lap)
        {
            ForwardSeconds.Add(lap.Seconds);
            Add(lap.Use);
        }

        public void Backward((double Seconds, KernelUse Use) lap)
        {
            _backward += lap.Seconds;
            Add(lap.Use);
        }

        public void EndBackward()
        {
            BackwardSeconds.Add(_backward);
            _backward = 0;
        }

        public void Saw(Tensor y) => Density = (double)ReduceKernels.CountNonZero(y.Values) / y.Shape.Count;

        public KernelUse UseOf(int rounds) => _use.Of(rounds);

        private void Add(KernelUse use) => _use = _use.Plus(use);
    }
}

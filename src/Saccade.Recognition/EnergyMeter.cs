using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Networks.Operations;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>Counts what a network computes on recordings, and what that costs.</summary>
public static class EnergyMeter
{
    /// <summary>Measures a network.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network, run with its running statistics; batch norms count as folded into the weights.</param>
    /// <param name="data">The recordings.</param>
    /// <param name="positions">Which frames of each, in the order of the steps.</param>
    /// <param name="costs">What an operation costs; null for <see cref="EnergyPreset.Float32"/>.</param>
    /// <param name="countCost">What inputs cost that stand for several spikes.</param>
    /// <param name="cancellation">Stops between recordings.</param>
    /// <exception cref="ArgumentException">There are no recordings.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public static EnergyReport Measure(
        Engine engine, Network network, PreparedFrames data, int[] positions, EnergyCosts? costs = null, CountCost countCost = CountCost.Accumulate, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(positions);
        if (data.Count == 0)
            throw new ArgumentException("got no recordings, expected at least one", nameof(data));
        costs ??= EnergyCosts.Of(EnergyPreset.Float32);
        using var claim = engine.Claim();
        var weights = new FixedWeights();
        var passes = new List<IReadOnlyList<LayerOperations>>(data.Count);
        for (int sample = 0; sample < data.Count; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var tape = new Tape(engine, recording: false) { Weights = weights };
            var counter = new OperationCounter(countCost);
            network.Forward(FrameTensors.Of(engine, tape, data, [sample], positions), counter.Watching(new ForwardPass(tape)));
            passes.Add(counter.Layers);
        }

        return Report(passes, positions.Length, costs, countCost);
    }

    private static EnergyReport Report(List<IReadOnlyList<LayerOperations>> passes, int steps, EnergyCosts costs, CountCost countCost)
    {
        LayerEnergy[] layers = [.. passes[0].Select((_, i) => Row([.. passes.Select(pass => pass[i])], costs))];
        OperationCount[] sums = [.. passes.Select(pass => pass.Aggregate(default(OperationCount), (sum, layer) => sum.Plus(layer.Count)))];
        var total = Counted(new LayerEnergy("sum", "", null, 0) { TwinMultiplyAdds = layers.Sum(l => l.TwinMultiplyAdds), TwinEnergy = layers.Sum(l => l.TwinEnergy) }, sums, costs);
        return new EnergyReport(passes.Count, steps, costs, countCost, layers, total);
    }

    private static LayerEnergy Row(IReadOnlyList<LayerOperations> samples, EnergyCosts costs)
    {
        var (layer, input, most, _, _) = samples[0];
        bool isNeurons = input is null;
        var row = new LayerEnergy(layer.Path, layer.Description.Title, input, most)
        {
            InputDensity = isNeurons ? null : samples.Average(s => s.Density),
            TwinMultiplyAdds = layer.MultiplyAdds,
            TwinEnergy = costs.OfDense(layer.MultiplyAdds, isNeurons ? layer.Output.Count : 0),
        };
        return Counted(row, [.. samples.Select(s => s.Count)], costs);
    }

    private static LayerEnergy Counted(LayerEnergy row, IReadOnlyList<OperationCount> samples, EnergyCosts costs)
    {
        Spread Over(Func<OperationCount, double> number) => Spread.Of([.. samples.Select(number)]);
        long updates = samples.Sum(sample => sample.Updates);
        return row with
        {
            MultiplyAdds = Over(c => c.MultiplyAdds),
            Accumulates = Over(c => c.Accumulates),
            SynapticOperations = Over(c => c.SynapticOperations),
            Energy = Over(costs.Of),
            FiringRate = updates == 0 ? null : (double)samples.Sum(sample => sample.Spikes) / updates,
        };
    }
}

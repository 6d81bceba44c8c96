using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;
using Saccade.Training.Runs;

namespace Saccade.Cli.Bench;

/// <summary>A network and a batch for it.</summary>
internal sealed record NetworkSource(Network Network, NetworkInput Input, ModelCard? Card)
{
    /// <summary>Samples of a batch if nothing else is asked for.</summary>
    public const int UsualBatch = 8;

    /// <summary>A network of random weights on random frames.</summary>
    public static NetworkSource Of(BuiltInNetwork network, int? steps, int batch)
    {
        var built = Network.Create(network.Network, seed: 1);
        return new NetworkSource(built, NetworkInput.Random(network.Network.Input, steps ?? network.Steps, batch, built.Classes), Card: null);
    }

    /// <summary>The network of a model file, on recordings or on random frames.</summary>
    public static NetworkSource Of(string model, string? data, int? steps, int batch, int? threads, CommandContext context)
    {
        var (network, card) = Models.Load(model);
        int all = card.Preprocessing.Positions.Count;
        if (data is null)
            return new NetworkSource(network, NetworkInput.Random(network.Description.Input, steps ?? all, batch, network.Classes), card);
        if (steps > all)
            throw new CommandException(ExitCode.Usage, $"--steps {steps}: the model sees {Text.Count(all, "frame")} of a recording, expected no more than that");
        return new NetworkSource(network, Recordings(network, card, data, steps ?? all, batch, threads, context), card);
    }

    /// <summary>Makes neurons fire at a rate, if one is given; else gives random weights the running statistics of the batch.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="firing">Spikes per neuron and step, or null.</param>
    /// <exception cref="CommandException">The firing of this network cannot be forced.</exception>
    public void Prepare(Engine engine, double? firing)
    {
        if (firing is { } rate)
            Force(engine, rate);
        else if (Card is null)
            Firing.Settle(engine, Network, Input);
    }

    private void Force(Engine engine, double rate)
    {
        try
        {
            Firing.Force(engine, Network, Input, rate);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"--firing {rate}: {ErrorText.Of(e)}", e);
        }
    }

    private static NetworkInput Recordings(Network network, ModelCard card, string data, int steps, int batch, int? threads, CommandContext context)
    {
        using var catalog = DataSets.Open(data, context.Cancellation);
        var set = EvaluationSplit.Choose(catalog, card, name: null).Set;
        if (batch > set.Count)
            throw new CommandException(ExitCode.Usage, $"--batch {batch}: '{set.Name}' of {data} has {Text.Count(set.Count, "recording")}, expected no more than that");
        var chosen = set.Select(set.Name, Enumerable.Range(0, batch).Select(i => (int)((long)i * set.Count / batch))); // of all classes, where they lie in order
        var (frames, labels) = ModelFrames.Prepare(chosen, card, network.Description.Input, new PrepareOptions { Threads = threads }, context.Cancellation);
        foreach (string note in DataNotes.Of(frames))
            context.Tell($"note: {note}");
        return NetworkInput.Recordings(frames, labels, [.. card.Preprocessing.Positions.Take(steps)]);
    }
}

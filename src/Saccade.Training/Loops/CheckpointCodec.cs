using System.Globalization;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;

namespace Saccade.Training.Loops;

/// <summary>
/// A run as named tensors and back: <c>network/</c>, <c>optimizer/</c> and <c>best/</c> of the phase under way, and
/// <c>done/PHASE/</c> for the results of finished phases, which later ones start from or learn from.
/// </summary>
internal static class CheckpointCodec
{
    /// <summary>Key of <see cref="CheckpointInfo.Extra"/>: the identity of the recordings.</summary>
    public const string DataKey = "data";

    /// <summary>Makes a checkpoint; its tensors are views of the run's.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="phase">The phase under way.</param>
    /// <param name="state">Its state.</param>
    /// <param name="finished">Results of earlier phases.</param>
    /// <param name="logLength">Length of the run log in bytes.</param>
    /// <param name="data">Identity of the recordings, see <see cref="Data.TrainingData.Identity"/>.</param>
    public static Checkpoint Encode(Recipe recipe, int phase, PhaseState state, IReadOnlyDictionary<string, Network> finished, long logLength, string data)
    {
        var tensors = new List<SafetensorsTensor>();
        Add(tensors, "network/", state.Network);
        if (state.Best is not null)
            Add(tensors, "best/", state.Best);
        foreach (var (name, values) in state.Optimizer.State)
            tensors.Add(SafetensorsTensor.FromFloats("optimizer/" + name, [values.Length], values));
        foreach (var (name, network) in finished)
            Add(tensors, $"done/{name}/", network);

        var info = new CheckpointInfo
        {
            Phase = recipe.Phases[phase].Name,
            Epoch = state.Epoch,
            Best = state.Best is null ? null : new BestEpoch(state.BestEpoch + 1, state.BestAccuracy),
            MetricsLength = logLength,
            RecipeHash = RecipeWriter.Hash(recipe),
            Extra = Counts(state, data),
        };
        return new Checkpoint(info, tensors);
    }

    private static Dictionary<string, string> Counts(PhaseState state, string data)
    {
        var counts = new Dictionary<string, string>
        {
            [DataKey] = data,
            ["seen"] = state.Seen.ToString(CultureInfo.InvariantCulture),
            ["right"] = state.Right.ToString(CultureInfo.InvariantCulture),
            ["loss-sum"] = Exact(state.LossSum),
            ["term-sums"] = string.Join(' ', state.TermSums.Select(Exact)),
            ["seconds"] = Exact(state.Seconds),
            ["optimizer-steps"] = state.Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
        };
        if (state.LastAccuracy is { } accuracy)
            counts["validation-accuracy"] = Exact(accuracy);
        return counts;
    }

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Fills a network with the tensors under a prefix.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another size.</exception>
    public static void Fill(Checkpoint checkpoint, string prefix, Network network)
    {
        foreach (var parameter in network.Parameters)
            Fill(checkpoint, prefix + parameter.Name, parameter.Values);
    }

    /// <summary>Restores counts, optimiser and best network; the network itself is restored by <see cref="Fill(Checkpoint, string, Network)"/>.</summary>
    public static void Restore(Checkpoint checkpoint, PhaseState state)
    {
        Fill(checkpoint, "network/", state.Network);
        foreach (var (name, values) in state.Optimizer.State)
            Fill(checkpoint, "optimizer/" + name, values);

        var extra = checkpoint.Info.Extra;
        state.Epoch = checkpoint.Info.Epoch;
        state.Seen = int.Parse(extra["seen"], CultureInfo.InvariantCulture);
        state.Right = int.Parse(extra["right"], CultureInfo.InvariantCulture);
        state.LossSum = double.Parse(extra["loss-sum"], CultureInfo.InvariantCulture);
        state.Seconds = double.Parse(extra["seconds"], CultureInfo.InvariantCulture);
        extra["term-sums"].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray().CopyTo(state.TermSums, 0);
        state.LastAccuracy = extra.TryGetValue("validation-accuracy", out string? accuracy) ? double.Parse(accuracy, CultureInfo.InvariantCulture) : null;
        state.Optimizer.Steps = long.Parse(extra["optimizer-steps"], CultureInfo.InvariantCulture);
        if (checkpoint.Info.Best is { } best)
        {
            state.Best = state.Network.Clone();
            Fill(checkpoint, "best/", state.Best);
            (state.BestAccuracy, state.BestEpoch) = (best.Accuracy, best.Epoch - 1);
        }
    }

    private static void Add(List<SafetensorsTensor> tensors, string prefix, Network network)
        => tensors.AddRange(network.Parameters.Select(p => SafetensorsTensor.FromFloats(prefix + p.Name, p.Shape.Extents.ToArray(), p.Values)));

    private static void Fill(Checkpoint checkpoint, string name, float[] values)
    {
        var tensor = checkpoint.Find(name) ?? throw new ArgumentException($"the checkpoint has no tensor '{name}'");
        if (tensor.Count != values.Length)
            throw new ArgumentException($"the checkpoint's tensor '{name}' has {tensor.Count} values, expected {values.Length}");
        tensor.Floats.CopyTo(values);
    }
}

using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Tensors;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;

namespace Saccade.Training.Loops;

/// <summary>
/// A run as named tensors and back: <c>network/</c>, <c>helper/</c> (of losses), <c>optimizer/</c>, <c>mean/</c> (of the weights), <c>master/</c> (floats behind weights of 8 bits) and <c>best/</c> of the phase under way, and
/// <c>done/PHASE/</c> for the results of finished phases, which later ones start from or learn from.
/// </summary>
internal static class CheckpointCodec
{
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
        if (state.Average is not null)
            Add(tensors, "mean/", state.Average.Network);
        foreach (var (name, values) in state.Masters?.State ?? [])
            tensors.Add(SafetensorsTensor.FromFloats("master/" + name, [values.Length], values));
        if (state.Best is not null)
            Add(tensors, "best/", state.Best);
        foreach (var (name, values) in state.Optimizer.State)
            tensors.Add(SafetensorsTensor.FromFloats("optimizer/" + name, [values.Length], values));
        foreach (var (name, network) in finished)
            Add(tensors, $"done/{name}/", network);

        foreach (var helper in state.Helpers)
            Add(tensors, "helper/", helper);

        var info = new CheckpointInfo
        {
            Phase = recipe.Phases[phase].Name,
            Epoch = state.Epoch,
            Best = state.Best is null ? null : new BestEpoch(state.BestEpoch + 1, state.BestAccuracy),
            MetricsLength = logLength,
            RecipeHash = RecipeWriter.Hash(recipe),
            Data = data,
            Progress = new EpochProgress(state.Seen, state.Right, state.LossSum, [.. state.TermSums], state.Seconds, state.LastAccuracy, state.Optimizer.Steps),
        };
        return new Checkpoint(info, tensors);
    }

    /// <summary>Makes a checkpoint that holds the result of a finished phase only.</summary>
    public static Checkpoint Result(Recipe recipe, int phase, Network network, string data)
    {
        var tensors = new List<SafetensorsTensor>();
        Add(tensors, $"done/{recipe.Phases[phase].Name}/", network);
        var info = new CheckpointInfo
        {
            Phase = recipe.Phases[phase].Name,
            Epoch = recipe.Phases[phase].Epochs,
            MetricsLength = 0,
            RecipeHash = RecipeWriter.Hash(recipe),
            Data = data,
            Progress = EpochProgress.None(recipe.Phases[phase].Objective.Count),
        };
        return new Checkpoint(info, tensors);
    }

    /// <summary>Fills a network with the tensors under a prefix.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or has the wrong size.</exception>
    public static void Fill(Checkpoint checkpoint, string prefix, Network network)
    {
        foreach (var parameter in network.Parameters)
            Fill(checkpoint, prefix + parameter.Name, parameter.Values);
    }

    /// <summary>Restores network, helpers, optimiser, counts and the best network.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="phase">The phase that it stands in.</param>
    /// <param name="samples">Samples of the training part.</param>
    /// <param name="state">Filled.</param>
    /// <exception cref="ModelFileException">The checkpoint does not belong to the phase.</exception>
    public static void Restore(Checkpoint checkpoint, PhaseRecipe phase, int samples, PhaseState state)
    {
        Fill(checkpoint, "network/", state.Network);
        if (state.Average is not null)
            Fill(checkpoint, "mean/", state.Average.Network);
        foreach (var (name, values) in state.Masters?.State ?? [])
            Fill(checkpoint, "master/" + name, values);
        foreach (var helper in state.Helpers)
            Fill(checkpoint, "helper/" + helper.Name, helper.Values);
        foreach (var (name, values) in state.Optimizer.State)
            Fill(checkpoint, "optimizer/" + name, values);

        var (info, progress) = (checkpoint.Info, checkpoint.Info.Progress);
        Demand(checkpoint, info.Epoch <= phase.Epochs, $"epoch {info.Epoch}", $"at most the {phase.Epochs} epochs of phase '{phase.Name}'");
        Demand(checkpoint, progress.Seen <= samples, $"{progress.Seen} samples that are done", $"at most the {samples} of the training part");
        Demand(checkpoint, progress.TermSums.Count == state.TermSums.Length, $"{progress.TermSums.Count} terms of a loss", $"{state.TermSums.Length}, as the phase has");
        (state.Epoch, state.Seen, state.Right) = (info.Epoch, progress.Seen, progress.Right);
        (state.LossSum, state.Seconds, state.LastAccuracy) = (progress.LossSum, progress.Seconds, progress.LastAccuracy);
        progress.TermSums.ToArray().CopyTo(state.TermSums, 0);
        state.Optimizer.Steps = progress.OptimizerSteps;
        if (info.Best is { } best)
        {
            state.Best = state.Network.Clone();
            Fill(checkpoint, "best/", state.Best);
            (state.BestAccuracy, state.BestEpoch) = (best.Accuracy, best.Epoch - 1);
        }
    }

    /// <summary>Demands something of a checkpoint.</summary>
    /// <exception cref="ModelFileException">It does not hold.</exception>
    public static void Demand(Checkpoint checkpoint, bool holds, string got, string expected)
    {
        if (!holds)
            throw new ModelFileException(checkpoint.Path ?? "checkpoint", 0, got, expected);
    }

    private static void Add(List<SafetensorsTensor> tensors, string prefix, Network network)
    {
        foreach (var parameter in network.Parameters)
            Add(tensors, prefix, parameter);
    }

    private static void Add(List<SafetensorsTensor> tensors, string prefix, Parameter parameter)
        => tensors.Add(SafetensorsTensor.FromFloats(prefix + parameter.Name, parameter.Shape.Extents.ToArray(), parameter.Values));

    private static void Fill(Checkpoint checkpoint, string name, float[] values)
    {
        var tensor = checkpoint.Find(name);
        Demand(checkpoint, tensor is not null && tensor.Count == values.Length, tensor is null ? $"no tensor '{name}'" : $"{tensor.Count} values in tensor '{name}'", $"one of {values.Length} values, as the recipe's network has");
        tensor!.Floats.CopyTo(values);
    }
}

using Saccade.Files;
using Saccade.Networks;
using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>
/// What must hold between keys. A rule is left out when a key that it reads has a problem already, so that one mistake is reported once.
/// </summary>
internal sealed class RecipeRules
{
    // What a frame has, and a number of classes in place of those of the data, which are not known yet.
    private const int Channels = 2, AnyClasses = 2;

    private readonly Recipe _recipe;
    private readonly Binding _binding;

    private RecipeRules(Recipe recipe, Binding binding) => (_recipe, _binding) = (recipe, binding);

    /// <summary>Checks all rules.</summary>
    public static void Check(Recipe recipe, Binding binding)
    {
        var rules = new RecipeRules(recipe, binding);
        rules.CheckData();
        rules.CheckFrames();
        rules.CheckNetwork();
        for (int i = 0; i < recipe.Phases.Count; i++)
            rules.CheckPhase(recipe.Phases[i], i);
    }

    private void CheckData()
    {
        var data = _recipe.Data;
        Demand(data.Fold is null || data.Validation == 0, "data.validation", $"{data.Validation} together with a fold", "0 or no such key: the fold validates", "data.fold");
        Demand(data.Fold is null || data.Fold.Index < data.Fold.Of, "data.fold.index", $"{data.Fold?.Index}", $"a position below the {data.Fold?.Of} folds", "data.fold.of");
        bool synthetic = data.Layout == DataLayout.Synthetic;
        Demand(synthetic || data.Synthetic is null, "data.synthetic", "recordings to generate", "none with a layout other than synthetic", "data.layout");
        Demand(data.Layout == DataLayout.Simulated || data.Simulated is null, "data.simulated", "recordings to simulate", "none with a layout other than simulated", "data.layout");
        Demand(!synthetic || data.Path is null, "data.path", $"'{data.Path}'", "none with layout synthetic", "data.layout");
    }

    private void CheckFrames()
    {
        var frames = _recipe.Frames;
        int half = frames.Count / 2;
        bool fits = frames.Partition == FramePartition.Leading
            ? frames.Ann + frames.Snn == frames.Count
            : frames.Ann == frames.Count - half && frames.Snn == half;
        string expected = frames.Partition == FramePartition.Leading
            ? $"a sum of count = {frames.Count}"
            : $"{frames.Count - half} and {half} for count = {frames.Count}, interleaved";
        string at = _binding.IsGiven("frames.ann") ? "frames.ann" : _binding.IsGiven("frames.snn") ? "frames.snn" : "frames";
        Demand(fits, at, $"ann {frames.Ann} and snn {frames.Snn}", expected, "frames.count", "frames.ann", "frames.snn", "frames.partition");
        Demand(frames.Window <= frames.Count, "frames.window", $"{frames.Window}", $"at most count = {frames.Count}", "frames.count");
        int side = Math.Min(frames.Height, frames.Width);
        Demand(_recipe.Augment.Cutout <= side, "augment.cutout", $"{_recipe.Augment.Cutout}", $"at most the smaller side of a frame, {side}", "frames");
    }

    private void CheckNetwork()
    {
        CheckNeuron("neuron", _recipe.Neuron);
        CheckNeuron("conversion", _recipe.Conversion);
        Demand(_recipe.Conversion.ThresholdIsParameter, "conversion.threshold-is-parameter", "false", "true: the learned lambda becomes the threshold");
        var names = (_recipe.Network as ArchitectureDescription.Custom)?.Layers.Names().ToList() ?? [];
        string? twice = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;
        Demand(twice is null, "network.layers", $"the name '{twice}' twice", "distinct names");
        var size = new FeatureSize(_recipe.Frames.Height, _recipe.Frames.Width, Channels);
        if (_recipe.Network is ArchitectureDescription.Custom custom)
            CheckLayers(custom.Layers, size);
        else
            CheckPreset(size);
    }

    private void CheckLayers(LayerList layers, FeatureSize size)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var (layer, input) = (layers[i], size);
            string? problem = Problem(() => size = layer.OutputOf(input));
            if (!Demand(problem is null, $"network.layers.{i}", $"{layer.Title} on input {input}: {problem}", "a layer that fits what comes before it", "frames", "network"))
                return;
        }
    }

    private void CheckPreset(FeatureSize size)
    {
        string? problem = Problem(() => _recipe.Network.Describe(new FrameSize(size.Height, size.Width), AnyClasses).Layers.OutputOf(size));
        Demand(problem is null, "network", problem ?? "", "larger frames, or fewer layers that shrink them", "frames", "network");
    }

    private void CheckNeuron(string path, NeuronModel model)
    {
        Demand(model.Problem() is null, path, $"a neuron that breaks a rule ({model.Problem()})", "one that keeps it");
        if (model is not NeuronDescription neuron)
            return;
        // A complete recipe says these of every neuron, so the usual values are no mistake.
        var usual = NeuronDescription.Direct;
        bool leaks = neuron.Kind != NeuronKind.If;
        Demand(leaks || neuron.Tau == usual.Tau, path + ".tau", $"{neuron.Tau} for a neuron without leak", "lif or plif as kind, or no tau");
        Demand(leaks || neuron.DecayInput == usual.DecayInput, path + ".decay-input", "false for a neuron without leak", "lif or plif as kind, or no decay-input");
    }

    /// <summary>What is wrong when something is asked for, or null.</summary>
    private static string? Problem(Func<FeatureSize> ask)
    {
        try
        {
            ask();
            return null;
        }
        catch (ArgumentException e)
        {
            return ErrorText.Of(e);
        }
    }

    private void CheckPhase(PhaseRecipe phase, int index)
    {
        string path = $"phases.{phase.Name}";
        CheckSource(phase, index, path + ".from", phase.From);
        CheckSource(phase, index, path + ".teacher", phase.Teacher);
        var from = _recipe.Phases.FirstOrDefault(p => p.Name == phase.From);
        bool becomes = from is null || from.Network == phase.Network || (from.Network, phase.Network) == (PhaseNetwork.Quantised, PhaseNetwork.Spiking);
        Demand(becomes, path + ".from", $"the {Form(from)} phase '{phase.From}'", $"a {Form(phase)} one, or a quantised one for a spiking phase: a {Form(from)} network cannot become {Form(phase)}", path + ".network");
        bool distils = phase.Objective.Any(term => term.NeedsTeacher);
        Demand(!distils || phase.Teacher is not null, path + ".objective", "a distillation without a teacher", "a phase as teacher", path + ".teacher");
        Demand(distils || phase.Teacher is null, path + ".teacher", $"'{phase.Teacher}' without a distillation in the objective", "null, or a term distillation or step-distillation", path + ".objective");
        CheckFramesOf(phase.Frames, path + ".frames");
        if (phase.Teacher is not null)
            CheckFramesOf(phase.TeacherFrames, path + ".teacher-frames");
        Demand(phase.From is not null || phase.BatchNorm == BatchNormMode.Train, path + ".batch-norm", "frozen statistics in a phase that starts from random weights", "train, or a phase to start from", path + ".from");
        CheckRates(phase, path);
    }

    private void CheckSource(PhaseRecipe phase, int index, string path, string? source)
    {
        string[] earlier = [.. _recipe.Phases.Take(index).Select(p => p.Name)];
        string expected = earlier.Length == 0 ? "none: no phase runs before this one" : "an earlier phase: " + Nearest.OneOf(source ?? "", earlier);
        Demand(source is null || earlier.Contains(source, StringComparer.Ordinal), path, source == phase.Name ? "the phase itself" : $"'{source}'", expected);
    }

    private void CheckFramesOf(FrameChoice choice, string path) =>
        Demand(_recipe.Frames.Positions(choice).Count > 0, path, $"'{KebabCase.Of(choice.ToString())}', which is no frame", "frames to see: frames.ann and frames.snn say how many there are", "frames");

    private void CheckRates(PhaseRecipe phase, string path)
    {
        Demand(phase.Schedule.Warmup < phase.Epochs, path + ".schedule.warmup", $"{phase.Schedule.Warmup}", $"fewer than the {phase.Epochs} epochs", path + ".epochs");
        double final = phase.Schedule is ScheduleRecipe.Cosine cosine ? cosine.Final : 0;
        Demand(final <= phase.Optimizer.Rate, path + ".schedule.final", $"{final}", $"at most the rate, {phase.Optimizer.Rate}", path + ".optimizer");
        Demand(phase.Optimizer is not OptimizerRecipe.Sgd { Nesterov: true, Momentum: 0 }, path + ".optimizer.nesterov", "true without momentum", "a momentum above 0", path + ".optimizer.momentum");
    }

    private static string Form(PhaseRecipe? phase) => phase is null ? "" : KebabCase.Of(phase.Network.ToString());

    private bool Demand(bool holds, string path, string got, string expected, params string[] reads)
    {
        if (!holds && !_binding.Problems.Touches(path) && !Array.Exists(reads, _binding.Problems.Touches))
            _binding.Problems.Add(_binding.Locate(path), path, got, expected);
        return holds;
    }
}

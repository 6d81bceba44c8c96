using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;

namespace Saccade.Training.Recipes.Schema;

/// <summary>The network of a teacher of a phase that comes from a model file; null for another teacher.</summary>
internal delegate NetworkDescription? ModelOf(PhaseRecipe phase, TeacherRecipe teacher);

/// <summary>
/// What must hold between keys. A rule is left out when a key that it reads has a problem already, so that one mistake is reported once.
/// </summary>
internal sealed class RecipeRules
{
    // In place of the number of classes of the data, which is not known yet.
    private const int AnyClasses = 2;

    private readonly Recipe _recipe;
    private readonly Binding _binding;
    private readonly ModelOf? _teachers;

    private RecipeRules(Recipe recipe, Binding binding, ModelOf? teachers) => (_recipe, _binding, _teachers) = (recipe, binding, teachers);

    /// <summary>Checks all rules.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="binding">Where its keys stand; collects the problems.</param>
    /// <param name="teachers">Finds the networks of teachers from model files; null while those are not read.</param>
    public static void Check(Recipe recipe, Binding binding, ModelOf? teachers = null)
    {
        var rules = new RecipeRules(recipe, binding, teachers);
        rules.CheckData(recipe.Data, "data");
        rules.CheckFrames();
        rules.CheckNetwork();
        for (int i = 0; i < recipe.Phases.Count; i++)
            rules.CheckPhase(recipe.Phases[i], i);
    }

    private void CheckData(DataRecipe data, string path)
    {
        Demand(data.Fold is null || data.Validation == 0, path + ".validation", $"{data.Validation} together with a fold", "0 or no such key: the fold validates", path + ".fold");
        Demand(data.Fold is null || data.Fold.Index < data.Fold.Of, path + ".fold.index", $"{data.Fold?.Index}", $"a position below the {data.Fold?.Of} folds", path + ".fold.of");
        bool synthetic = data.Layout == DataLayout.Synthetic, glyphs = data.Layout == DataLayout.Glyphs, still = data.Layout.IsStill;
        Demand(
            still == _recipe.Frames.IsStill, "frames.channels", $"{_recipe.Frames.Channels}",
            still ? "1 (grey) or 3 (red, green, blue) for still images" : $"{_recipe.Frames.Polarity.Channels()} for events, {(_recipe.Frames.Polarity == PolarityRule.Separate ? "OFF and ON" : "both in one")}", path + ".layout", "frames.polarity");
        bool plain = _recipe.Frames.Polarity == PolarityRule.Separate && _recipe.Frames.Compression == Compression.None;
        Demand(!still || plain, _recipe.Frames.Compression == Compression.None ? "frames.polarity" : "frames.compression", "a compression of events for still images", "no such key with still images", path + ".layout");
        Demand(synthetic || data.Synthetic is null, path + ".synthetic", "recordings to generate", "none with a layout other than synthetic", path + ".layout");
        Demand(data.Layout == DataLayout.Simulated || glyphs || data.Simulated is null, path + ".simulated", "recordings to simulate", "none with a layout other than simulated or glyphs", path + ".layout");
        Demand(!glyphs || data.Simulated is null or { SkipImages: 0 }, path + ".simulated.skip-images", $"{data.Simulated?.SkipImages}", "0 with layout glyphs: nobody has real recordings of these images", path + ".layout");
        Demand(data.Layout.NeedsPath || data.Path is null, path + ".path", $"'{data.Path}'", $"none with layout {data.Layout}", path + ".layout");
    }

    private void CheckFrames()
    {
        var frames = _recipe.Frames;
        bool leading = frames.Partition == FrameDivision.Leading;
        bool fits = leading ? frames.Ann + frames.Snn <= frames.Count : 2 * frames.Ann - 1 <= frames.Count && 2 * frames.Snn <= frames.Count;
        string expected = leading
            ? $"a sum of at most count = {frames.Count}"
            : $"at most {(frames.Count + 1) / 2} and {frames.Count / 2} for count = {frames.Count}, interleaved";
        string at = _binding.IsGiven("frames.ann") ? "frames.ann" : _binding.IsGiven("frames.snn") ? "frames.snn" : "frames";
        Demand(fits, at, $"ann {frames.Ann} and snn {frames.Snn}", expected, "frames.count", "frames.ann", "frames.snn", "frames.partition");
        Demand(
            frames.Compression.Space == 1 || frames.Resize != FrameResize.Nearest, "frames.resize", "nearest with a compression of pixels", "binned or none: a compressed frame holds every event", "frames.compression.space");
        Demand((long)frames.Count * frames.Compression.Time <= Compression.MostSlices, "frames.compression.time", $"{frames.Compression.Time}", $"at most {Compression.MostSlices / frames.Count} with count = {frames.Count}", "frames.count");
        Demand(frames.Window <= frames.Count, "frames.window", $"{frames.Window}", $"at most count = {frames.Count}", "frames.count");
        bool isFixed = frames.Slicing.HasFixedAmount;
        Demand(isFixed == frames.Slice > 0, "frames.slice", $"{frames.Slice} with slicing {KebabCase.Of(frames.Slicing.ToString())}", isFixed ? "the microseconds (duration) or events (count) of a slice, at least 1" : "0: with slicing number and time the recording is shared out", "frames.slicing");
        int side = Math.Min(frames.Height, frames.Width);
        Demand(_recipe.Augment.Events.IsNone || !_recipe.Data.Layout.IsStill, "augment", "keep, shift or swap for still images", "none of them: still images have no events", "data.layout");
        Demand(_recipe.Augment.Events.IsNone || frames.Polarity == PolarityRule.Separate, "augment", $"keep, shift or swap for frames of {KebabCase.Of(frames.Polarity.ToString())} polarity", "none of them: they change the events of each polarity", "frames.polarity");
        bool isStill = _recipe.Data.Layout.IsStill;
        Demand(isStill || !frames.OnDemand, "frames.on-demand", "true for events", "false: only still images are decoded on demand", "data.layout");
        Demand(isStill || frames.Resize != FrameResize.Smooth, "frames.resize", "smooth for events", "nearest or binned: events are counted, smooth is for still images", "data.layout");
        Demand(frames.Crop == 0 || frames.Resize == FrameResize.Smooth, "frames.crop", $"{frames.Crop} with resize {KebabCase.Of(frames.Resize.ToString())}", "resize smooth, which is for still images", "frames.resize");
        Demand(frames.Crop is 0 or >= FramePreparation.SmallestCrop, "frames.crop", $"{frames.Crop}", $"0 for the whole image, or {FramePreparation.SmallestCrop} to 1");
        Demand(_recipe.Augment.Crop is null || (frames.OnDemand && frames.Resize == FrameResize.Smooth), "augment.crop", "random parts of images that are held as their frames", "frames.on-demand true and frames.resize smooth: a part is cut out of the image itself", "frames.on-demand", "frames.resize");
        Demand(_recipe.Augment.Rand is null || frames.Channels != FrameBuffer.Channels, "augment.rand", "RandAugment of events", "none: it changes the brightness of still images; wide is for events", "frames.channels");
        Demand(_recipe.Augment.Cutout <= side, "augment.cutout", $"{_recipe.Augment.Cutout}", $"at most the smaller side of a frame, {side}", "frames");
    }

    private void CheckNetwork()
    {
        CheckNeuron("neuron", _recipe.Neuron);
        CheckNeuron("conversion", _recipe.Conversion);
        Demand(_recipe.Conversion.ThresholdIsParameter, "conversion.threshold-is-parameter", "false", "true: the learned lambda becomes the threshold");
        CheckArchitecture("network", _recipe.Network);
    }

    private void CheckArchitecture(string path, ArchitectureDescription architecture)
    {
        var names = (architecture as ArchitectureDescription.Custom)?.Layers.Names().ToList() ?? [];
        string? twice = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;
        Demand(twice is null, path + ".layers", $"the name '{twice}' twice", "distinct names");
        if (architecture is ArchitectureDescription.Custom custom)
            CheckLayers(path, custom.Layers, Input);
        else
            CheckPreset(path, architecture);
    }

    private FeatureSize Input => new(_recipe.Frames.Height, _recipe.Frames.Width, _recipe.Frames.Channels);

    private void CheckLayers(string path, LayerList layers, FeatureSize size)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var (layer, input) = (layers[i], size);
            string? problem = Problem(() => size = layer.OutputOf(input));
            if (!Demand(problem is null, $"{path}.layers.{i}", $"{layer.Title} on input {input}: {problem}", "a layer that fits what comes before it", "frames", path))
                return;
        }
    }

    private void CheckPreset(string path, ArchitectureDescription architecture)
    {
        string? problem = Problem(() => architecture.Describe(_recipe.FrameSize, AnyClasses).Layers.OutputOf(Input));
        Demand(problem is null, path, problem ?? "", "larger frames, or fewer layers that shrink them", "frames", path);
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
        var from = _recipe.Phases.FirstOrDefault(p => p.Name == phase.From);
        bool becomes = from is null || from.Network == phase.Network || (from.Network, phase.Network) == (PhaseNetwork.Quantised, PhaseNetwork.Spiking);
        Demand(becomes, path + ".from", $"the {Form(from)} phase '{phase.From}'", $"a {Form(phase)} one, or a quantised one for a spiking phase: a {Form(from)} network cannot become {Form(phase)}", path + ".network");
        Demand(phase.From is null || phase.Architecture is null, path + ".architecture", $"a network of its own in a phase that starts from '{phase.From}'", "none: it has that of the phase it starts from", path + ".from");
        Demand(phase.From is null || phase.Neuron is null, path + ".neuron", $"a neuron of its own in a phase that starts from '{phase.From}'", "none: it has those of the phase it starts from, or that of conversion", path + ".from");
        if (phase.Architecture is not null)
            CheckArchitecture(path + ".architecture", phase.Architecture);
        if (phase.Neuron is not null)
            CheckNeuron(path + ".neuron", phase.Neuron);
        if (phase.Data is not null)
            CheckOwnData(phase, phase.Data, path);
        CheckTeachers(phase, index, path);
        CheckObjective(phase, path);
        CheckFramesOf(phase.Frames, path + ".frames");
        CheckSteps(phase, path);
        Demand(phase.From is not null || phase.BatchNorm == BatchNormMode.Train, path + ".batch-norm", "frozen statistics in a phase that starts from random weights", "train, or a phase to start from", path + ".from");
        CheckRates(phase, path);
    }

    private void CheckOwnData(PhaseRecipe phase, DataRecipe data, string path)
    {
        CheckData(data, path + ".data");
        Demand(phase.Teachers.All(t => t.Model is null), path + ".data", "recordings of its own in a phase whose teacher is a model file", "a teacher that is an earlier phase, or no data of its own", path + ".teachers");
    }

    private void CheckTeachers(PhaseRecipe phase, int index, string path)
    {
        bool learns = phase.Objective.Any(term => term.NeedsTeacher);
        Demand(!learns || phase.Teachers.Count > 0, path + ".objective", "a distillation without a teacher", "a teacher: an earlier phase or a model file", path + ".teachers", path + ".teacher");
        Demand(learns || phase.Teachers.Count == 0, path + ".teachers", $"'{(phase.Teachers.Count > 0 ? phase.Teachers[0].Name : "")}' without a distillation in the objective", "{}, or a term that learns from a teacher, for example step-distillation", path + ".objective");
        foreach (var teacher in phase.Teachers)
        {
            string at = $"{path}.teachers.{teacher.Name}";
            if (teacher.Model is null)
                CheckSource(phase, index, at, teacher.Name);
            if (teacher.Frames is not null)
                CheckFramesOf(teacher.Frames, at + ".frames");
            if (_teachers?.Invoke(phase, teacher) is { } network)
                CheckInput(teacher, network.Input, at);
        }
    }

    /// <summary>Whether a teacher from a model file can see the frames that the recipe makes for it.</summary>
    private void CheckInput(TeacherRecipe teacher, FrameSize input, string path)
    {
        var frames = _recipe.FrameSize;
        bool asStill = _recipe.Frames.IsStill, still = input.Channels == frames.Channels ? asStill : input.Channels != FrameBuffer.Channels;
        Demand(still == asStill, path + ".model", $"a network that sees {(still ? "still images" : "events")}", $"one that sees {(asStill ? "still images" : "events")}, as the data set has", "frames.channels");
        Demand(teacher.Frames is null || input == frames, path + ".frames", $"frames of {frames} for a network of {input}", "null: the frames that the model was trained on", "frames");
        bool moves = _recipe.Augment with { Mix = null, Crop = null, Events = new EventAugmentation(), Apply = AugmentApply.Each } != new AugmentRecipe { Apply = AugmentApply.Each };
        bool fits = (input.Height, input.Width) == (frames.Height, frames.Width);
        Demand(!moves || fits, path + ".model", $"a network that sees {input}, and an augmentation of {frames}", "a network that sees frames of the same height and width, or no such augmentation", "augment", "frames");
    }

    private void CheckObjective(PhaseRecipe phase, string path)
    {
        for (int i = 0; i < phase.Objective.Count; i++)
        {
            var term = phase.Objective[i];
            string at = $"{path}.objective.{i}", kind = _recipe.Kinds.Losses.NameOf(term);
            string[] names = [.. phase.Teachers.Select(t => t.Name)];
            bool named = term.Teacher is null ? !term.NeedsTeacher || names.Length < 2 : names.Contains(term.Teacher);
            Demand(named, at + ".teacher", term.Teacher is null ? "none named, and several teachers" : $"'{term.Teacher}'", "a teacher of the phase: " + Nearest.OneOf(term.Teacher ?? "", names), path + ".teachers");
            Demand(!phase.Gradients.GoesInPieces || term.IsPerStep, at, $"a {kind} that needs all steps at once, together with gradients that are taken in pieces", "terms that are means over steps, such as cross-entropy {of: each-step}, tet or step-distillation, or gradients {kind: bptt}", path + ".gradients");
            if (named)
                CheckTaps(phase, term, at);
        }

        foreach (var teacher in phase.Teachers)
        {
            bool used = phase.Objective.Any(term => term.Teacher == teacher.Name || (term.NeedsTeacher && term.Teacher is null));
            Demand(used, $"{path}.teachers.{teacher.Name}", "a teacher that no term of the objective names", $"a term with teacher: {teacher.Name}, or no such teacher", path + ".objective", path + ".teachers");
        }
    }

    private void CheckTaps(PhaseRecipe phase, LossDescription term, string at)
    {
        if (Taps(phase) is not { } student)
            return;
        var taps = TeacherTaps(phase, phase.Teachers.FirstOrDefault(t => term.Teacher is null || t.Name == term.Teacher));
        foreach (string tap in term.Taps)
            Demand(student.ContainsKey(tap), at + ".tap", $"'{tap}'", "a layer of the trained network: " + Nearest.OneOf(tap, [.. student.Keys]), "network", "frames");
        foreach (string tap in taps is null ? [] : term.TeacherTaps)
            Demand(taps!.ContainsKey(tap), at + ".teacher-tap", $"'{tap}'", "a layer of the teacher: " + Nearest.OneOf(tap, [.. taps.Keys]), "network", "frames", at + ".tap");
        if (!term.Taps.All(student.ContainsKey) || (taps is not null && !term.TeacherTaps.All(taps.ContainsKey)))
            return;
        string? problem = term.Problem(tap => student[tap], taps is null ? null : tap => taps[tap]);
        Demand(problem is null, at, problem ?? "", "networks that give the term what it needs", "network", "frames");
    }

    /// <summary>What can be tapped in a teacher; null if it is not known.</summary>
    private Dictionary<string, FeatureSize>? TeacherTaps(PhaseRecipe phase, TeacherRecipe? teacher) => teacher switch
    {
        null => null,
        { Model: not null } => _teachers?.Invoke(phase, teacher) is { } network ? TapsOf(network.Layers, network.Input) : null,
        _ => _recipe.Phases.FirstOrDefault(p => p.Name == teacher.Name) is { } earlier ? Taps(earlier) : null,
    };

    private static Dictionary<string, FeatureSize> TapsOf(LayerList layers, FrameSize input) => layers.Taps(new FeatureSize(input.Height, input.Width, input.Channels))
        .SelectMany(t => t.Name is null ? [(t.Path, t.Size)] : new[] { (t.Name, t.Size), (t.Path, t.Size) })
        .DistinctBy(t => t.Item1)
        .ToDictionary();

    /// <summary>What can be tapped in a phase's network, by name and by path; null if the network itself has a problem.</summary>
    private Dictionary<string, FeatureSize>? Taps(PhaseRecipe phase)
    {
        Dictionary<string, FeatureSize>? taps = null;
        string? problem = Problem(() =>
        {
            taps = TapsOf(LayersOf(phase), _recipe.FrameSize);
            return Input;
        });
        return problem is null ? taps : null;
    }

    /// <summary>The layers of a phase's network, which are those of the phase that it starts from.</summary>
    private LayerList LayersOf(PhaseRecipe phase)
    {
        var first = phase;
        for (int i = 0; first.From is not null && i < _recipe.Phases.Count; i++)
            first = _recipe.Phases.FirstOrDefault(p => p.Name == first.From) ?? first with { From = null };
        return _recipe.Describe(first, AnyClasses).Layers;
    }

    /// <summary>Whether layers that are made for a number of time steps get that number.</summary>
    private void CheckSteps(PhaseRecipe phase, string path)
    {
        string? problem = null;
        bool sound = Problem(() =>
        {
            problem = LayersOf(phase).ProblemOver(_recipe.Frames.Positions(phase.Frames).Count, phase.Gradients.GoesInPieces);
            return Input;
        }) is null;
        Demand(!sound || problem is null, path + ".frames", problem ?? "", "as many frames as the network is made for, all at once", "network", "frames", path + ".architecture", path + ".gradients");
    }

    private void CheckSource(PhaseRecipe phase, int index, string path, string? source)
    {
        string[] earlier = [.. _recipe.Phases.Take(index).Select(p => p.Name)];
        string expected = earlier.Length == 0 ? "none: no phase runs before this one" : "an earlier phase: " + Nearest.OneOf(source ?? "", earlier);
        Demand(source is null || earlier.Contains(source, StringComparer.Ordinal), path, source == phase.Name ? "the phase itself" : $"'{source}'", expected);
    }

    private void CheckFramesOf(FrameSelection selection, string path)
    {
        var positions = _recipe.Frames.Positions(selection);
        Demand(positions.Count > 0, path, $"'{selection}', which is no frame", "frames to see: frames.ann and frames.snn say how many there are", "frames");
        Demand(selection.LastNamed is not { } last || last < _recipe.Frames.Count, path, $"'{selection}'", $"positions from 0 to {_recipe.Frames.Count - 1}, below frames.count", "frames.count");
    }

    private void CheckRates(PhaseRecipe phase, string path)
    {
        Demand(phase.Schedule.Warmup < phase.Epochs, path + ".schedule.warmup", $"{phase.Schedule.Warmup}", $"fewer than the {phase.Epochs} epochs", path + ".epochs");
        double final = phase.Schedule.Lowest;
        Demand(final <= phase.Optimizer.Rate, path + ".schedule.final", $"{final}", $"at most the rate, {phase.Optimizer.Rate}", path + ".optimizer");
        Demand(phase.Optimizer is not OptimizerDescription.Sgd { Nesterov: true, Momentum: 0 }, path + ".optimizer.nesterov", "true without momentum", "a momentum above 0", path + ".optimizer.momentum");
    }

    private static string Form(PhaseRecipe? phase) => phase is null ? "" : KebabCase.Of(phase.Network.ToString());

    private bool Demand(bool holds, string path, string got, string expected, params string[] reads)
    {
        if (!holds && !_binding.Problems.Touches(path) && !Array.Exists(reads, _binding.Problems.Touches))
            _binding.Problems.Add(_binding.Locate(path), path, got, expected);
        return holds;
    }
}

using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>Phases: objectives, optimisers, schedules.</summary>
internal static partial class RecipeSchema
{
    private static Section<PhaseRecipe> Phase() => new Section<PhaseRecipe>(new PhaseRecipe())
        .Key("network", Choice<PhaseNetwork>(), r => r.Network, (r, v) => r with { Network = v }, "The form of the network that is trained.", required: true)
        .Key("from", PhaseName("starts from"), r => r.From, (r, v) => r with { From = v }, "Earlier phase whose result this one starts from, converted if need be; null for random weights.")
        .Key("teacher", PhaseName("learns from"), r => r.Teacher, (r, v) => r with { Teacher = v }, "Earlier phase whose result teaches, frozen.")
        .Key("teacher-frames", Choice<FrameChoice>(), r => r.TeacherFrames, (r, v) => r with { TeacherFrames = v }, "Frames the teacher sees.")
        .Key("frames", Choice<FrameChoice>(), r => r.Frames, (r, v) => r with { Frames = v }, "Frames the trained network sees. Not given: snn for a spiking network, ann for the others.")
        .Key("epochs", Whole(1), r => r.Epochs, (r, v) => r with { Epochs = v }, "Passes over the training part.")
        .Key("batch", Whole(1, 65_536), r => r.Batch, (r, v) => r with { Batch = v }, "Samples in a mini-batch.")
        .Key("objective", new ListKind<ObjectiveRecipe>(Objective()), r => r.Objective, (r, v) => r with { Objective = v }, "Terms of the loss, added. Not given: a cross-entropy.")
        .Key("optimizer", Optimizer(), r => r.Optimizer, (r, v) => r with { Optimizer = v }, "The optimiser. Not given: Adam at 1e-3 for a spiking network, SGD at 0.1 with weight decay 5e-4 for the others.")
        .Key("schedule", Schedule(), r => r.Schedule, (r, v) => r with { Schedule = v }, "The learning rate over the epochs.")
        .Key("batch-norm", Choice<BatchNormMode>(), r => r.BatchNorm, (r, v) => r with { BatchNorm = v }, "What batch normalisation does.")
        .Key("clip", new OptionalNumberKind(NumberKind.Positive), r => r.Clip, (r, v) => r with { Clip = v }, "Largest norm of the gradient; null for no limit.")
        .Key("recompute", Flag, r => r.Recompute, (r, v) => r with { Recompute = v }, "Whether the backward pass computes convolutions again instead of keeping their outputs: less memory, more time, the same bits.")
        .Key("keep", Choice<KeepRule>(), r => r.Keep, (r, v) => r with { Keep = v }, "The result of the phase: its best epoch by validation, or its last.")
        .Complete(CompletePhase);

    private static OptionalKind<string> PhaseName(string verb) => new(new TextKind($"the name of an earlier phase that this one {verb}"));

    private static PhaseRecipe CompletePhase(PhaseRecipe r, string path, Binding binding)
    {
        bool spiking = r.Network == PhaseNetwork.Spiking;
        bool Given(string key) => binding.IsGiven(Binding.Below(path, key));
        var of = spiking ? LogitsOf.MeanLogits : LogitsOf.EachStep;
        return r with
        {
            Frames = Given("frames") ? r.Frames : spiking ? FrameChoice.Snn : FrameChoice.Ann,
            Objective = [.. r.Objective.Select((term, i) => term is ObjectiveRecipe.CrossEntropy ce && !Given($"objective.{i}.of") ? ce with { Of = of } : term)],
            Optimizer = Given("optimizer") ? r.Optimizer : spiking ? new OptimizerRecipe.Adam() : new OptimizerRecipe.Sgd { Rate = 0.1, WeightDecay = 5e-4 },
        };
    }

    private static Union<ObjectiveRecipe> Objective() => new Union<ObjectiveRecipe>("kind", null)
        .Add("cross-entropy", ObjectiveKeys(new Section<ObjectiveRecipe.CrossEntropy>(new ObjectiveRecipe.CrossEntropy())
            .Key("of", Choice<LogitsOf>(), r => r.Of, (r, v) => r with { Of = v }, "Logits of each step, or their mean. Not given: mean-logits for a spiking network, each-step for the others.")
            .Key("smoothing", NumberKind.BelowOne, r => r.Smoothing, (r, v) => r with { Smoothing = v }, "Share of the probability that is spread over all classes.")))
        .Add("tet", ObjectiveKeys(new Section<ObjectiveRecipe.Tet>(new ObjectiveRecipe.Tet())
            .Key("lambda", NumberKind.UpToOne, r => r.Lambda, (r, v) => r with { Lambda = v }, "Share of the regularisation.")
            .Key("target", NumberKind.Any, r => r.Target, (r, v) => r with { Target = v }, "The constant the logits are drawn to.")))
        .Add("distillation", ObjectiveKeys(new Section<ObjectiveRecipe.Distillation>(new ObjectiveRecipe.Distillation())
            .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau.")
            .Key("reduction", Choice<KlReduction>(), r => r.Reduction, (r, v) => r with { Reduction = v }, "batch-mean: true divergence. element-mean: divided by the classes too (the published code).")))
        .Add("step-distillation", ObjectiveKeys(new Section<ObjectiveRecipe.StepDistillation>(new ObjectiveRecipe.StepDistillation())
            .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau.")
            .Key("reduction", Choice<KlReduction>(), r => r.Reduction, (r, v) => r with { Reduction = v }, "batch-mean: true divergence. element-mean: divided by the classes too (the published code).")));

    private static Section<T> ObjectiveKeys<T>(Section<T> section)
        where T : ObjectiveRecipe => section
        .Key("weight", NumberKind.Positive, r => r.Weight, (r, v) => (T)(r with { Weight = v }), "Factor of the term.");

    private static Union<OptimizerRecipe> Optimizer() => new Union<OptimizerRecipe>("kind", null)
        .Add("sgd", OptimizerKeys(new Section<OptimizerRecipe.Sgd>(new OptimizerRecipe.Sgd { Rate = 0.1 })
            .Key("momentum", NumberKind.BelowOne, r => r.Momentum, (r, v) => r with { Momentum = v }, "Share of the last step that the next one keeps.")
            .Key("nesterov", Flag, r => r.Nesterov, (r, v) => r with { Nesterov = v }, "Whether the gradient is taken ahead of the step.")))
        .Add("adam", OptimizerKeys(new Section<OptimizerRecipe.Adam>(new OptimizerRecipe.Adam())
            .Key("beta1", NumberKind.BelowOne, r => r.Beta1, (r, v) => r with { Beta1 = v }, "Decay of the mean of gradients.")
            .Key("beta2", NumberKind.BelowOne, r => r.Beta2, (r, v) => r with { Beta2 = v }, "Decay of the mean of squared gradients.")
            .Key("epsilon", NumberKind.Positive, r => r.Epsilon, (r, v) => r with { Epsilon = v }, "Added to the root of the mean square.")))
        .Add("adamw", OptimizerKeys(new Section<OptimizerRecipe.AdamW>(new OptimizerRecipe.AdamW { WeightDecay = 0.01 })
            .Key("beta1", NumberKind.BelowOne, r => r.Beta1, (r, v) => r with { Beta1 = v }, "Decay of the mean of gradients.")
            .Key("beta2", NumberKind.BelowOne, r => r.Beta2, (r, v) => r with { Beta2 = v }, "Decay of the mean of squared gradients.")
            .Key("epsilon", NumberKind.Positive, r => r.Epsilon, (r, v) => r with { Epsilon = v }, "Added to the root of the mean square.")));

    private static Section<T> OptimizerKeys<T>(Section<T> section)
        where T : OptimizerRecipe => section
        .Key("rate", NumberKind.Positive, r => r.Rate, (r, v) => (T)(r with { Rate = v }), "Learning rate at the start of the schedule.")
        .Key("weight-decay", NumberKind.NotNegative, r => r.WeightDecay, (r, v) => (T)(r with { WeightDecay = v }), "Weight decay of all parameters that have none of their own.")
        .Key("norm-weight-decay", Decay, r => r.NormWeightDecay, (r, v) => (T)(r with { NormWeightDecay = v }), "Weight decay of batch normalisation; null for weight-decay.")
        .Key("threshold-weight-decay", Decay, r => r.ThresholdWeightDecay, (r, v) => (T)(r with { ThresholdWeightDecay = v }), "Weight decay of thresholds and learned time constants; null for weight-decay.")
        .Key("bias-weight-decay", Decay, r => r.BiasWeightDecay, (r, v) => (T)(r with { BiasWeightDecay = v }), "Weight decay of biases; null for weight-decay.");

    private static OptionalNumberKind Decay => new(NumberKind.NotNegative);

    private static Union<ScheduleRecipe> Schedule() => new Union<ScheduleRecipe>("kind", "cosine")
        .Add("cosine", ScheduleKeys(new Section<ScheduleRecipe.Cosine>(new ScheduleRecipe.Cosine())
            .Key("final", NumberKind.NotNegative, r => r.Final, (r, v) => r with { Final = v }, "The learning rate that the cosine would reach after the last epoch.")))
        .Add("constant", ScheduleKeys(new Section<ScheduleRecipe.Constant>(new ScheduleRecipe.Constant())));

    private static Section<T> ScheduleKeys<T>(Section<T> section)
        where T : ScheduleRecipe => section
        .Key("warmup", Whole(0), r => r.Warmup, (r, v) => (T)(r with { Warmup = v }), "Epochs of linear growth first.");
}

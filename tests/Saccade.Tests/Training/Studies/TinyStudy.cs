using System.Text;
using Saccade.TestKit;
using Saccade.Training.Recipes;
using Saccade.Training.Studies;

namespace Saccade.Tests.Training.Studies;

/// <summary>Studies of runs that take a moment, on generated recordings.</summary>
internal static class TinyStudy
{
    /// <summary>A recipe that trains for a moment.</summary>
    public const string Recipe = """
        name: tiny
        data: {layout: synthetic, validation: 0.3, synthetic: {classes: 3, train-per-class: 8, test-per-class: 4, width: 16, height: 16, duration-ms: 20}}
        frames: {count: 2, height: 16, width: 16}
        network: {preset: small-cnn, channels: [4]}
        phases:
          train: {network: spiking, epochs: 3, batch: 6, optimizer: {kind: adam, rate: 1e-2}}
        """;

    /// <summary>Two rates, one of them chosen, and two seeds.</summary>
    public const string Study = """
        name: small
        recipe: tiny.yaml
        seeds: [1, 2]
        rows:
          plain: {published: {2: 80.5}}
          each: {title: each step, set: {train.objective: [{kind: cross-entropy, of: each-step}]}, choose: {train.optimizer.rate: [1e-2, 3e-2]}}
        report: {source: a paper}
        """;

    /// <summary>Three ways to go on from one beginning.</summary>
    public const string Phases = """
        name: phases
        recipe: two.yaml
        rows:
          plain: {}
          faster: {set: {finetune.optimizer.rate: 3e-2}}
          distilled: {set: {finetune.teachers: {pretrain: {}}, finetune.objective: [{kind: cross-entropy}, {kind: step-distillation}]}}
        """;

    /// <summary>A recipe of two phases.</summary>
    private const string TwoPhases = """
        name: two
        data: {layout: synthetic, validation: 0.3, synthetic: {classes: 3, train-per-class: 8, test-per-class: 4, width: 16, height: 16, duration-ms: 20}}
        frames: {count: 4, ann: 2, snn: 2, height: 16, width: 16}
        network: {preset: small-cnn, channels: [4], threshold: 2}
        augment: {flip: 0.5}
        phases:
          pretrain: {network: quantised, epochs: 2, batch: 6}
          finetune: {network: spiking, from: pretrain, epochs: 2, batch: 6, optimizer: {kind: adam, rate: 1e-2}}
        """;

    /// <summary>Writes recipe and study.</summary>
    public static string Write(TemporaryFolder folder, string study = Study)
    {
        folder.File("tiny.yaml", Encoding.UTF8.GetBytes(Recipe));
        folder.File("two.yaml", Encoding.UTF8.GetBytes(TwoPhases));
        return folder.File("study.yaml", Encoding.UTF8.GetBytes(study));
    }

    /// <summary>Reads a study beside the recipe.</summary>
    public static StudyPlan Read(TemporaryFolder folder, string study = Study, params RecipeOverride[] overrides) => StudyReader.ReadFile(Write(folder, study), overrides);

    /// <summary>Runs it on one thread.</summary>
    public static StudyOutcome Run(StudyPlan plan, string place, StudyRunOptions? options = null, CancellationToken cancellation = default)
        => new StudyRunner(plan.WithRecipes(r => r with { Threads = 1 }), place, options).Run(cancellation);
}

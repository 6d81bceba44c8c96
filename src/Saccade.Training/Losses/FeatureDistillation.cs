using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// Feature distillation (KDSNN, Xu et al. 2023, arXiv 2304.05627): the squared distance of the student's output of a layer, averaged over the time steps, from the
/// teacher's, by default the mean over all elements. Several of them, one for each stage of the networks, are a layer-wise distillation (LaSNN).
/// </summary>
public sealed record FeatureDistillation : FeatureLoss
{
    /// <summary>A mean over all elements.</summary>
    public FeatureDistillation() => Reduction = FeatureReduction.ElementMean;

    /// <inheritdoc/>
    public override string About => $"the distance of the features of layer {Tap} from the teacher's (feature distillation)";

    internal static LossKind Kind { get; } = LossKind.Of("feature-distillation", () => Keys(new Section<FeatureDistillation>(new FeatureDistillation()).Means("The squared distance of a layer's outputs from those of a layer of the teacher.")));

    private protected override Loss Build(LayerScope helpers, FeatureSize student, FeatureSize teacher)
    {
        var aligner = Aligner(helpers, student, teacher.Channels);
        return new Loss(step => Of(step, aligner), aligner?.Parameters) { KeptPerSample = student.Count + (aligner is null ? 0 : teacher.Count) + MapsOfDistance * teacher.Count };
    }

    private Tensor Of(StepContext step, Layer? aligner)
    {
        var mean = ReduceOp.Mean(step.Tap(Tap), "T");
        return Distance(aligner?.Forward(mean, step.Pass) ?? mean, TeacherFeatures(step));
    }
}

using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>What one draw of a blur mask sets to 0.</summary>
public enum BlurUnit
{
    /// <summary>A channel of a sample, at all positions (the published code).</summary>
    Channel,

    /// <summary>A pixel of a sample, in all channels.</summary>
    Pixel,
}

/// <summary>
/// Blurred knowledge distillation (BKDSNN, Xu et al. 2024, arXiv 2407.09083): the student's map before its last layer, averaged over the time steps and aligned to the teacher's channels, is blurred (a random
/// part of it is 0), restored by a small trained block, and compared with the teacher's. A teacher's flat features are compared with the mean of the restored map over its positions. Aligner and
/// restoration are trained with the network and are no part of the model.
/// </summary>
/// <remarks>
/// The student is blurred, as the paper says; the code published for CIFAR10-DVS blurs the teacher. What is kept of the map is not scaled up. The published weights of 7e-5 to 2e-3 belong to
/// <see cref="FeatureReduction.BatchMean"/>: times H W C they are those of <see cref="FeatureReduction.ElementMean"/>.
/// </remarks>
public sealed record BlurredDistillation : FeatureLoss
{
    /// <summary>What the restoration keeps: the outputs of both convolutions and of the ReLU between them.</summary>
    private const int MapsOfRestoration = 3;

    /// <summary>Probability lambda that a part is set to 0, 0 to 1: 0.15 in the published code, 0.6 reported best in the paper's ablation.</summary>
    public double Ratio { get; init; } = 0.15;

    /// <summary>What is set to 0 by one draw.</summary>
    public BlurUnit Unit { get; init; }

    /// <summary>Whether the restoration block follows; without it the blurred map itself is compared.</summary>
    public bool Restores { get; init; } = true;

    /// <summary>Whether the teacher's features are scaled so that the largest of the batch is the student's largest. Where one of the two is not above 0, they stay as they are.</summary>
    public bool Clips { get; init; }

    /// <inheritdoc/>
    public override string About => $"the distance of the blurred and restored features of layer {Tap} from the teacher's (blurred distillation)";

    internal static LossKind Kind { get; } = LossKind.Of("blurred-distillation", () => Keys(new Section<BlurredDistillation>(new BlurredDistillation()).Means("The squared distance of a layer's outputs, blurred at random and restored by a trained block, from those of a layer of the teacher (BKDSNN)."))
        .Key("ratio", NumberKind.UpToOne, r => r.Ratio, (r, v) => r with { Ratio = v }, "Probability that a part is set to 0: 0.15 in the published code, 0.6 reported best in the paper.")
        .Key("unit", new ChoiceKind<BlurUnit>(), r => r.Unit, (r, v) => r with { Unit = v }, "What is set to 0 by one draw: a channel of a sample at all positions, or a pixel in all channels.")
        .Key("restore", new FlagKind(), r => r.Restores, (r, v) => r with { Restores = v }, "Whether a trained block of two 3x3 convolutions restores the map before it is compared.")
        .Key("clip", new FlagKind(), r => r.Clips, (r, v) => r with { Clips = v }, "Whether the teacher's features are scaled so that the largest is the student's largest."));

    /// <summary>The blur mask, 0 with probability lambda and 1 else: [T 1, N, H 1, W 1, C] or [T 1, N, H, W, C 1].</summary>
    /// <param name="step">Where tensors are made, and what the draws depend on.</param>
    /// <param name="map">Shape of the blurred map, [T 1, N, H, W, C].</param>
    internal Tensor Mask(StepContext step, Shape map)
    {
        var shape = Unit == BlurUnit.Channel ? new Shape("TNHWC", 1, map[1], 1, 1, map[4]) : new Shape("TNHWC", 1, map[1], map[2], map[3], 1);
        return step.Tape.Constant(shape, memory =>
        {
            int draws = memory.Length / map[1];
            for (int n = 0; n < map[1]; n++)
            {
                var random = step.Random(RandomPurpose.Blur, n);
                foreach (ref float value in memory.Span.Slice(n * draws, draws))
                    value = random.NextDouble() < Ratio ? 0 : 1;
            }
        });
    }

    private protected override string? Mismatch(FeatureSize student, FeatureSize? teacher)
        => student.IsFlat ? $"the student's features are {student}; only a map can be blurred, such as the output of the layer before the flatten"
            : base.Mismatch(student, teacher is { IsFlat: true } ? null : teacher);

    private protected override Loss Build(LayerScope helpers, FeatureSize student, FeatureSize teacher)
    {
        var aligner = Aligner(helpers, student, teacher.Channels);
        var restoration = Restores ? new Restoration(helpers.Sub("restore"), new FeatureSize(student.Height, student.Width, teacher.Channels)) : null;
        int aligned = student.Height * student.Width * teacher.Channels;
        return new Loss(step => Of(step, aligner, restoration, teacher.IsFlat), [.. aligner?.Parameters ?? [], .. restoration?.Parameters ?? []])
        {
            KeptPerSample = student.Count + (aligner is null ? 0 : aligned) + (Ratio == 0 ? 0 : aligned) + (restoration is null ? 0 : MapsOfRestoration * aligned) + MapsOfDistance * teacher.Count,
        };
    }

    private Tensor Of(StepContext step, Layer? aligner, Restoration? restoration, bool isVector)
    {
        float[] target = TeacherFeatures(step);
        var mean = ReduceOp.Mean(step.Tap(Tap), "T");
        var aligned = aligner?.Forward(mean, step.Pass) ?? mean;
        var blurred = Ratio == 0 ? aligned : BinaryOp.Multiply(aligned, Mask(step, aligned.Shape));
        var restored = restoration?.Forward(blurred, step.Pass) ?? blurred;
        return Distance(isVector ? ReduceOp.Mean(restored, "HW") : restored, target, Clips ? Factor(Largest(aligned, aligned.Values), Largest(aligned, target)) : 1);
    }

    /// <summary>A constant: no gradient goes through the student's maximum, so that the target does not follow the student.</summary>
    private static float Factor(float student, float teacher) => student > 0 && teacher > 0 ? student / teacher : 1;

    /// <summary>The largest value of the batch.</summary>
    private static float Largest(Tensor of, ReadOnlySpan<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values)
            largest = Math.Max(largest, value);

        // Of the samples of this process, and so once for each of them.
        float[] mine = new float[of.Tape.Part?.Count ?? 0];
        Array.Fill(mine, largest);
        return of.Tape.Part is { } part ? part.Gather<float>(mine).Max() : largest;
    }
}

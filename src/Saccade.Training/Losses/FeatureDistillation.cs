using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// Feature distillation (KDSNN, Xu et al. 2023, arXiv 2304.05627): the squared distance of the student's output of a layer, averaged over the time steps, from the
/// teacher's, mean over all elements. Where the student has another number of channels, a trained 1x1 convolution (or linear layer, for flat features) aligns it first;
/// the aligner is trained with the network and is no part of the model.
/// </summary>
public sealed record FeatureDistillation : LossDescription
{
    private const string Aligner = "align";

    /// <summary>The layer of the student, by name or path.</summary>
    public string Tap { get; init; } = "";

    /// <summary>The layer of the teacher, by name or path; null for the same as the student's.</summary>
    public string? TeacherTap { get; init; }

    /// <inheritdoc/>
    public override string About => $"the distance of the features of layer {Tap} from the teacher's (feature distillation)";

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [Tap];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TeacherTaps => [TeacherTap ?? Tap];

    internal static LossKind Kind { get; } = LossKind.Of("feature-distillation", () => new Section<FeatureDistillation>(new FeatureDistillation()).Means("The squared distance of a layer's outputs from those of a layer of the teacher.")
        .Key("tap", new TextKind("the name or path of a layer"), r => r.Tap, (r, v) => r with { Tap = v }, "The student's layer, by name or path.", required: true)
        .Key("teacher-tap", new OptionalKind<string>(new TextKind("the name or path of a layer")), r => r.TeacherTap, (r, v) => r with { TeacherTap = v }, "The teacher's layer; null for the same as the student's."));

    /// <inheritdoc/>
    public override string? Problem(Func<string, FeatureSize> student, Func<string, FeatureSize>? teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        var mine = student(Tap);
        return teacher is null ? null : Mismatch(mine, teacher(TeacherTap ?? Tap));
    }

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        FeatureSize student = scope.Student.Find(Tap).Output, teacher = scope.Teacher.Find(TeacherTap ?? Tap).Output;
        if (Mismatch(student, teacher) is { } problem)
            throw new ArgumentException(problem);
        var aligner = student.Channels == teacher.Channels ? null : AlignerOf(teacher).Build(scope.Helpers.Sub(Aligner), student);
        return new Loss(step => Distance(step, aligner), aligner?.Parameters);
    }

    private static LayerDescription AlignerOf(FeatureSize to) => to.IsFlat ? new Linear(to.Channels) : new Convolution(to.Channels, Kernel: 1, Padding: 0);

    private static string? Mismatch(FeatureSize student, FeatureSize teacher)
        => (student.Height, student.Width, student.IsFlat) == (teacher.Height, teacher.Width, teacher.IsFlat)
            ? null
            : $"the student's features are {student} and the teacher's {teacher}; rows and columns must be equal, since only the number of channels can be aligned";

    private Tensor Distance(StepContext step, Layer? aligner)
    {
        var mean = ReduceOp.Mean(step.Tap(Tap), "T");
        if (aligner is not null)
            mean = aligner.Forward(mean, step.Pass);
        var target = step.Tape.Constant(mean.Shape, step.Teacher(Teacher).Taps[TeacherTap ?? Tap]);
        var difference = BinaryOp.Subtract(mean, target);
        return UnaryOp.Scale(DotOp.Apply(difference, difference), 1f / mean.Shape.Count);
    }
}

using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>What the squared distance of features is divided by.</summary>
public enum FeatureReduction
{
    /// <summary>The number of samples: a sum over features, as in the code published with BKDSNN. A weight then belongs to one size of features.</summary>
    BatchMean,

    /// <summary>Samples times features, so that a weight keeps its meaning for features of other sizes.</summary>
    ElementMean,
}

/// <summary>
/// A loss that compares the student's output of a layer, averaged over the time steps, with the teacher's. Where the student has another number of channels, a trained 1x1 convolution (or linear layer, for
/// flat features) aligns it first. Such helpers are trained with the network and are no part of the model.
/// </summary>
public abstract record FeatureLoss : LossDescription
{
    /// <summary>What <see cref="Distance"/> keeps of the size of the teacher's features: these and the difference.</summary>
    private protected const int MapsOfDistance = 2;

    private const string TapText = "the name or path of a layer";

    /// <summary>The layer of the student, by name or path.</summary>
    public string Tap { get; init; } = "";

    /// <summary>The layer of the teacher, by name or path; null for the same as the student's.</summary>
    public string? TeacherTap { get; init; }

    /// <summary>What the distance is divided by.</summary>
    public FeatureReduction Reduction { get; init; }

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [Tap];

    /// <inheritdoc/>
    public override IReadOnlyList<string> TeacherTaps => [TeacherTap ?? Tap];

    /// <inheritdoc/>
    public override string? Problem(Func<string, FeatureSize> student, Func<string, FeatureSize>? teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        return Mismatch(student(Tap), teacher?.Invoke(TeacherTap ?? Tap));
    }

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        FeatureSize student = scope.Student.Find(Tap).Output, teacher = scope.Teacher.Find(TeacherTap ?? Tap).Output;
        return Mismatch(student, teacher) is { } problem ? throw new ArgumentException(problem) : Build(scope.Helpers, student, teacher);
    }

    internal static Section<TLoss> Keys<TLoss>(Section<TLoss> section)
        where TLoss : FeatureLoss => section
        .Key("tap", new TextKind(TapText), r => r.Tap, (r, v) => (TLoss)(r with { Tap = v }), "The student's layer, by name or path.", required: true)
        .Key("teacher-tap", new OptionalKind<string>(new TextKind(TapText)), r => r.TeacherTap, (r, v) => (TLoss)(r with { TeacherTap = v }), "The teacher's layer; null for the same as the student's.")
        .Key("reduction", new ChoiceKind<FeatureReduction>(), r => r.Reduction, (r, v) => (TLoss)(r with { Reduction = v }), "What the sum of squares is divided by. batch-mean: samples, so that a weight belongs to one size of features (BKDSNN). element-mean: samples times features.");

    /// <summary>A layer that gives the student's features another number of channels; null where they have it.</summary>
    private protected static Layer? Aligner(LayerScope helpers, FeatureSize student, int channels)
    {
        LayerDescription aligner = student.IsFlat ? new Linear(channels) : new Convolution(channels, Kernel: 1, Padding: 0);
        return student.Channels == channels ? null : aligner.Build(helpers.Sub("align"), student);
    }

    /// <summary>Builds the loss for features that can be compared.</summary>
    private protected abstract Loss Build(LayerScope helpers, FeatureSize student, FeatureSize teacher);

    /// <summary>Why features cannot be compared, or null.</summary>
    private protected virtual string? Mismatch(FeatureSize student, FeatureSize? teacher)
        => teacher is null || (student.Height, student.Width, student.IsFlat) == (teacher.Height, teacher.Width, teacher.IsFlat)
            ? null
            : $"the student's features are {student} and the teacher's {teacher}; rows and columns must be equal, since only the number of channels can be aligned";

    /// <summary>The squared distance of features, [T 1, N, H, W, C] or [T 1, N, F], from the teacher's, which are multiplied by a factor.</summary>
    private protected Tensor Distance(Tensor features, float[] teacher, float factor = 1)
    {
        var target = features.Tape.Constant(features.Shape, memory =>
        {
            for (int i = 0; i < teacher.Length; i++)
                memory.Span[i] = factor * teacher[i];
        });
        var difference = BinaryOp.Subtract(features, target);
        return UnaryOp.Scale(DotOp.Apply(difference, difference), 1f / (Reduction == FeatureReduction.BatchMean ? features.BatchCount / Math.Max(1, features.Shape.Count / features.Shape[1]) : features.BatchCount));
    }

    /// <summary>What the teacher said of its layer.</summary>
    private protected float[] TeacherFeatures(StepContext step) => step.Teacher(Teacher).Taps[TeacherTap ?? Tap];
}

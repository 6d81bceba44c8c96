namespace Saccade.Events.Augment;

/// <summary>The label of a sample that was mixed from two.</summary>
/// <param name="First">Label of the first sample.</param>
/// <param name="Second">Label of the second sample.</param>
/// <param name="FirstShare">Weight of the first label, 0 to 1; the second has the rest.</param>
public readonly record struct SoftLabel(int First, int Second, float FirstShare)
{
    /// <summary>Writes the label as one weight for each class; the weights sum to 1.</summary>
    /// <param name="classes">Receives the weights; overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not one of the classes.</exception>
    public void CopyTo(Span<float> classes)
    {
        Check(First, classes.Length);
        Check(Second, classes.Length);
        classes.Clear();
        classes[Second] = 1 - FirstShare;
        classes[First] += FirstShare;
    }

    private static void Check(int label, int classes)
    {
        if ((uint)label >= (uint)classes)
            throw new ArgumentOutOfRangeException(nameof(classes), label, $"a label of {label} is not one of {classes} classes");
    }
}

using Saccade.Kernels.Normalization;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Batch normalisation over every axis but the innermost: y = (x - mean) / sqrt(variance + epsilon) * scale + shift.
/// In training the statistics are those of the batch and their dependence on x is differentiated; otherwise they are the
/// running ones and constant.
/// </summary>
public sealed class BatchNormOp : Operation, IValueSource
{
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Buffer _statistics;
    private readonly bool _training;

    private BatchNormOp(Tensor x, Tensor scale, Tensor shift, Buffer statistics, bool training)
        : base(x.Tape.MakeLater(x.Shape, x.RequiresGradient || scale.RequiresGradient || shift.RequiresGradient))
    {
        (_x, _scale, _shift, _statistics, _training) = (x, scale, shift, statistics, training);
        x.Hold();
        Output.Source = this;
    }

    /// <summary>What is normalised; neurons that follow read it and normalise on the way.</summary>
    internal Tensor Input => _x;

    /// <summary>How it is normalised.</summary>
    internal Normalization Normalization => new(Mean, Factor, _shift.Memory);

    // One buffer [3, channels]: mean, inverse deviation, scale times inverse deviation.
    private Memory<float> Mean => Part(0);

    private Memory<float> Inverse => Part(1);

    private Memory<float> Factor => Part(2);

    /// <summary>Normalises by the statistics of the batch.</summary>
    /// <param name="x">[T, N, H, W, C] or [T, N, F].</param>
    /// <param name="scale">[C], known as gamma.</param>
    /// <param name="shift">[C], known as beta.</param>
    /// <param name="epsilon">Keeps the deviation away from 0.</param>
    /// <param name="runningMean">[C], moved towards the batch by <paramref name="momentum"/>; empty to leave alone.</param>
    /// <param name="runningVariance">[C], likewise, by the unbiased variance.</param>
    /// <param name="momentum">Weight of the batch.</param>
    /// <exception cref="ArgumentException">A length does not fit, there is no row, or the operands are of several tapes.</exception>
    public static Tensor Train(Tensor x, Tensor scale, Tensor shift, double epsilon, Span<float> runningMean, Span<float> runningVariance, double momentum)
    {
        int rows = Check(x, scale, shift);
        if (rows == 0)
            throw new ArgumentException($"batch norm: input has shape {x.Shape}, expected at least one row to take statistics from");
        if (!runningMean.IsEmpty || !runningVariance.IsEmpty)
            CheckStatistics(x, runningMean.Length, runningVariance.Length);
        var tape = x.Tape;
        var statistics = tape.Rent(3 * scale.Shape.Count);
        var variance = tape.Rent(scale.Shape.Count);
        var op = new BatchNormOp(x, scale, shift, statistics, training: true);
        tape.Kernels.BatchStatistics(x.Memory, op.Mean, variance.Memory);
        if (!runningMean.IsEmpty && rows > 1)
            BatchNormKernels.UpdateRunning(op.Mean.Span, variance.Span, rows, momentum, runningMean, runningVariance);
        op.Prepare(variance.Span, epsilon);
        tape.Return(variance);
        return tape.Record(op);
    }

    /// <summary>Normalises by given statistics, which are constant.</summary>
    /// <param name="x">[T, N, H, W, C] or [T, N, F].</param>
    /// <param name="scale">[C], known as gamma.</param>
    /// <param name="shift">[C], known as beta.</param>
    /// <param name="epsilon">Keeps the deviation away from 0.</param>
    /// <param name="mean">[C].</param>
    /// <param name="variance">[C].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the operands are of several tapes.</exception>
    public static Tensor Evaluate(Tensor x, Tensor scale, Tensor shift, double epsilon, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance)
    {
        Check(x, scale, shift);
        CheckStatistics(x, mean.Length, variance.Length);
        var statistics = x.Tape.Rent(3 * scale.Shape.Count);
        var op = new BatchNormOp(x, scale, shift, statistics, training: false);
        mean.CopyTo(op.Mean.Span);
        op.Prepare(variance, epsilon);
        return x.Tape.Record(op);
    }

    /// <inheritdoc/>
    void IValueSource.Fill(Memory<float> values)
        => _x.Tape.Kernels.Normalize(_x.Memory, Mean, Factor, _shift.Memory, values);

    /// <inheritdoc/>
    void IValueSource.Rest(Tape tape) => tape.Rest(_x);

    /// <inheritdoc/>
    void IValueSource.Release(Tape tape) => _x.LetGo();

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        Buffer dScale = back.Fresh(_scale), dShift = back.Fresh(_shift);
        if (_training || _scale.RequiresGradient || _shift.RequiresGradient)
            back.Kernels.NormalizationGradientSums(outputGradient, _x.Memory, Mean, Inverse, dScale.Memory, dShift.Memory);

        if (_x.RequiresGradient)
        {
            var dx = back.TakeOutputGradient();
            if (_training)
                back.Kernels.NormalizationInputGradient(outputGradient, _x.Memory, new(Mean, Inverse, Factor, dScale.Memory, dShift.Memory), dx.Memory);
            else
                back.Kernels.ScaleColumns(outputGradient, Factor, dx.Memory);
            back.Deliver(_x, dx);
        }

        back.Deliver(_scale, dScale);
        back.Deliver(_shift, dShift);
    }

    /// <inheritdoc/>
    protected internal override void Release(Tape tape)
    {
        if (_statistics.IsLent)
            tape.Return(_statistics);
    }

    private static int Check(Tensor x, Tensor scale, Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        ShapeErrors.RequireTime(x.Shape, "batch norm");
        ShapeErrors.RequireOneTape("batch norm", x, scale, shift);
        int channels = x.Shape[^1];
        ShapeErrors.RequireCount(scale.Shape, channels, $"[C {channels}] for input {x.Shape}", "batch norm", "scale");
        ShapeErrors.RequireCount(shift.Shape, channels, $"[C {channels}] for input {x.Shape}", "batch norm", "shift");
        return x.Shape.Count / Math.Max(1, channels);
    }

    private static void CheckStatistics(Tensor x, int means, int variances)
    {
        if (means != x.Shape[^1] || variances != x.Shape[^1])
            throw new ArgumentException($"batch norm: {means} means and {variances} variances, expected {x.Shape[^1]} of each for input {x.Shape}");
    }

    private void Prepare(ReadOnlySpan<float> variance, double epsilon)
    {
        BatchNormKernels.InverseDeviation(variance, epsilon, Inverse.Span);
        BatchNormKernels.ScaleOf(_scale.Values, Inverse.Span, Factor.Span);
    }

    private Memory<float> Part(int index) => _statistics.Memory.Slice(index * _scale.Shape.Count, _scale.Shape.Count);
}

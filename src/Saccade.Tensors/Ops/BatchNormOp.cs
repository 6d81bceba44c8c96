using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
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
    internal Normalization Normalization => new(Mean, Factor, _shift.Storage);

    // One buffer [3, channels]: mean, inverse deviation, scale times inverse deviation.
    private Storage Mean => Part(0);

    private Storage Inverse => Part(1);

    private Storage Factor => Part(2);

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
        Check(x, scale, shift);
        int rows = StatisticShards(x).Whole.Rows;
        if (rows == 0)
            throw new ArgumentException($"batch norm: input has shape {x.Shape}, expected at least one row to take statistics from");
        if (!runningMean.IsEmpty || !runningVariance.IsEmpty)
            CheckStatistics(x, runningMean.Length, runningVariance.Length);
        var tape = x.Tape;
        var statistics = tape.Rent(3 * scale.Shape.Count);
        var variance = tape.Rent(scale.Shape.Count);
        var op = new BatchNormOp(x, scale, shift, statistics, training: true);
        tape.Kernels.BatchStatistics(StatisticShards(x), x.Storage, op.Mean, variance.Storage);
        if (!runningMean.IsEmpty && rows > 1)
            BatchNormKernels.UpdateRunning(op.Mean.Values, variance.Storage.Values, rows, momentum, runningMean, runningVariance);
        op.Prepare(variance.Storage, epsilon);
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
        op.Mean.Write(mean);
        var given = x.Tape.Rent(variance.Length);
        given.Storage.Write(variance);
        op.Prepare(given.Storage, epsilon);
        x.Tape.Return(given);
        return x.Tape.Record(op);
    }

    /// <inheritdoc/>
    void IValueSource.Fill(Storage values)
        => _x.Tape.Kernels.Normalize(_x.Storage, Mean, Factor, _shift.Storage, values);

    /// <inheritdoc/>
    void IValueSource.Rest(Tape tape) => tape.Rest(_x);

    /// <inheritdoc/>
    void IValueSource.Release(Tape tape) => _x.LetGo();

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        Buffer dScale = back.Fresh(_scale), dShift = back.Fresh(_shift);
        var shards = _training ? StatisticShards(_x) : _x.ShardsOf(..^1);
        if (_training || _scale.RequiresGradient || _shift.RequiresGradient)
            back.Kernels.NormalizationGradientSums(shards, outputGradient, _x.Storage, Mean, Inverse, dScale.Storage, dShift.Storage);

        if (_x.RequiresGradient)
        {
            var dx = back.TakeOutputGradient();
            if (_training)
                back.Kernels.NormalizationInputGradient(outputGradient, _x.Storage, new(Mean, Inverse, Factor, dScale.Storage, dShift.Storage, shards.Whole.Rows), dx.Storage);
            else
                back.Kernels.ScaleColumns(outputGradient, Factor, dx.Storage);
            back.Deliver(_x, dx);
        }

        // Where statistics are those of this process, so are these sums.
        if (!shards.IsPart && _scale.RequiresGradient)
            back.Kernels.SumOverRanks(_x.ShardsOf(..^1), dScale.Storage);
        if (!shards.IsPart && _shift.RequiresGradient)
            back.Kernels.SumOverRanks(_x.ShardsOf(..^1), dShift.Storage);
        back.DeliverLater(_scale, dScale);
        back.DeliverLater(_shift, dShift);
    }

    /// <inheritdoc/>
    protected internal override void Release(Tape tape)
    {
        if (_statistics.IsLent)
            tape.Return(_statistics);
    }

    /// <summary>The samples that statistics are taken of: all of the batch, or those of this process as if there were no others.</summary>
    private static Shards StatisticShards(Tensor x) => x.Tape.Engine.Sharing.Statistics == StatisticsScope.Rank ? NamedAxes.Samples(x.Shape, 0, x.Shape.Rank - 1, part: null) : x.ShardsOf(..^1);

    private static void Check(Tensor x, Tensor scale, Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        ShapeErrors.RequireTime(x.Shape, "batch norm");
        ShapeErrors.RequireOneTape("batch norm", x, scale, shift);
        int channels = x.Shape[^1];
        ShapeErrors.RequireCount(scale.Shape, channels, $"[C {channels}] for input {x.Shape}", "batch norm", "scale");
        ShapeErrors.RequireCount(shift.Shape, channels, $"[C {channels}] for input {x.Shape}", "batch norm", "shift");
    }

    private static void CheckStatistics(Tensor x, int means, int variances)
    {
        if (means != x.Shape[^1] || variances != x.Shape[^1])
            throw new ArgumentException($"batch norm: {means} means and {variances} variances, expected {x.Shape[^1]} of each for input {x.Shape}");
    }

    private void Prepare(ReadOnlyStorage variance, double epsilon)
        => _x.Tape.Kernels.NormalizationFactors(variance, epsilon, _scale.Storage, Inverse, Factor);

    private Storage Part(int index) => _statistics.Storage.Slice(index * _scale.Shape.Count, _scale.Shape.Count);
}

using System.Runtime.InteropServices;
using Saccade.Kernels.Activations;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>
/// The fast kernels, their work divided among threads. Divisions follow shapes only, and whatever is added up is added
/// in an order of its own, so the number of threads changes no bit.
/// </summary>
internal sealed partial class CpuKernels(Workers workers, ConvolutionCost cost, IShardExchange? exchange = null, ExchangePrecision precision = ExchangePrecision.Float32) : HostKernels
{
    /// <summary>Elements per task of memory-bound work: enough to outweigh handing it over.</summary>
    private const int Chunk = 32 * 1024;

    /// <summary>Neurons per task; also the ranges whose scalar gradients are added in order.</summary>
    private const int NeuronChunk = 8 * 1024;

    // Sums of pieces and of shards, kept from call to call: nothing is allocated that grows with the batch.
    private NeuronGradients[] _neuronPieces = [], _neuronShards = [];
    private double[] _thresholdPieces = [], _thresholdShards = [];

    public override void ColumnSums(Shards shards, ReadOnlyStorage x, Storage sums)
    {
        int channels = sums.Length, chunks = ColumnKernels.ChunkCount(shards);
        Buffer partials = Pool.Rent(chunks * channels), totals = Pool.Rent(2 * shards.InBatch * channels);
        workers.Run(chunks, (chunk, _) => ColumnKernels.SumChunk(x.Span, channels, shards, chunk, partials.Storage.Span.Slice(chunk * channels, channels)));
        ColumnKernels.CombineChunks(partials.Storage.Span, shards, Mine(shards, Doubles(totals), channels));
        Complete(shards, Doubles(totals), channels);
        ColumnKernels.CombineShards(Doubles(totals), sums.Span);
        Pool.Return(partials);
        Pool.Return(totals);
    }

    public override void BatchStatistics(Shards shards, ReadOnlyStorage x, Storage mean, Storage variance)
    {
        int channels = mean.Length, chunks = ColumnKernels.ChunkCount(shards), size = BatchNormKernels.StatisticsPerChannel * channels, shardSize = BatchNormKernels.ShardStatisticsPerChannel * channels;
        Buffer partials = Pool.Rent(chunks * size), totals = Pool.Rent(2 * shards.InBatch * shardSize);
        workers.Run(chunks, (chunk, _) => BatchNormKernels.StatisticsOfChunk(x.Span, channels, shards, chunk, partials.Storage.Span.Slice(chunk * size, size)));
        BatchNormKernels.StatisticsOfShards(partials.Storage.Span, shards, Mine(shards, Doubles(totals), shardSize));
        Complete(shards, Doubles(totals), shardSize);
        BatchNormKernels.CombineStatistics(Doubles(totals), shards.Whole, mean.Span, variance.Span);
        Pool.Return(partials);
        Pool.Return(totals);
    }

    /// <summary>Memory for sums of shards.</summary>
    private static Span<double> Doubles(Buffer buffer) => MemoryMarshal.Cast<float, double>(buffer.Storage.Span);

    public override void NormalizationFactors(ReadOnlyStorage variance, double epsilon, ReadOnlyStorage scale, Storage inverse, Storage factor)
    {
        BatchNormKernels.InverseDeviation(variance.Span, epsilon, inverse.Span);
        BatchNormKernels.ScaleOf(scale.Span, inverse.Span, factor.Span);
    }

    public override void Normalize(ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage scale, ReadOnlyStorage shift, Storage y)
        => ForRows(x.Length, mean.Length, (start, count) => BatchNormKernels.Normalize(
            x.Span.Slice(start, count), mean.Span, scale.Span, shift.Span, y.Span.Slice(start, count)));

    public override void NormalizationGradientSums(
        Shards shards, ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage inverse, Storage dScale, Storage dShift)
    {
        int channels = mean.Length, chunks = ColumnKernels.ChunkCount(shards), size = BatchNormKernels.GradientSumsPerChannel * channels;
        Buffer partials = Pool.Rent(chunks * size), totals = Pool.Rent(2 * shards.InBatch * size);
        workers.Run(chunks, (chunk, _) => BatchNormKernels.GradientSumsOfChunk(dy.Span, x.Span, mean.Span, shards, chunk, partials.Storage.Span.Slice(chunk * size, size)));
        ColumnKernels.CombineChunks(partials.Storage.Span, shards, Mine(shards, Doubles(totals), size));
        Complete(shards, Doubles(totals), size);
        BatchNormKernels.CombineGradientSums(Doubles(totals), inverse.Span, dScale.Span, dShift.Span);
        Pool.Return(partials);
        Pool.Return(totals);
    }

    public override void NormalizationInputGradient(ReadOnlyStorage dy, ReadOnlyStorage x, in NormalizationContext context, Storage dx)
    {
        int channels = context.Mean.Length;
        var c = context;
        var coefficients = Pool.Rent(2 * channels);
        Storage meanGradient = coefficients.Storage[..channels], slope = coefficients.Storage[channels..];
        BatchNormBackward.Coefficients(c.ScaleGradient.Span, c.ShiftGradient.Span, c.Inverse.Span, c.Rows, meanGradient.Span, slope.Span);
        ForRows(x.Length, channels, (start, count) => BatchNormKernels.BackwardTraining(
            dy.Span.Slice(start, count),
            x.Span.Slice(start, count),
            new BatchNormBackward { Mean = c.Mean.Span, Scale = c.Scale.Span, MeanGradient = meanGradient.Span, Slope = slope.Span },
            dx.Span.Slice(start, count)));
        Pool.Return(coefficients);
    }

    public override void ScaleColumns(ReadOnlyStorage x, ReadOnlyStorage factor, Storage y)
        => ForRows(x.Length, factor.Length, (start, count) => BatchNormKernels.BackwardEvaluation(x.Span.Slice(start, count), factor.Span, y.Span.Slice(start, count)));

    public override void AveragePool(PoolGeometry shape, Maps x, Storage y)
    {
        if (x.AreSpikes)
            workers.Run(y.Length / shape.OutputSize, (i, worker) => AveragePoolKernels.Forward(
                x.Spikes.Slice(i * shape.InputSize, shape.InputSize), shape, _scratch[worker].Floats(AveragePoolKernels.RowsLength(shape)), Output(shape, y, i)));
        else
            ForImages(shape, y.Length, i => AveragePoolKernels.Forward(Input(shape, x.Values, i), shape, Output(shape, y, i)));
    }

    public override void AveragePoolGradient(PoolGeometry shape, ReadOnlyStorage dy, Storage dx)
        => ForImages(shape, dy.Length, i => AveragePoolKernels.Backward(Output(shape, dy, i), shape, Input(shape, dx, i)));

    public override void MaxPool(PoolGeometry shape, ReadOnlyStorage x, Storage y)
        => ForImages(shape, y.Length, i => MaxPoolKernels.Forward(Input(shape, x, i), shape, Output(shape, y, i)));

    public override void MaxPoolGradient(PoolGeometry shape, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx)
        => ForImages(shape, dy.Length, i => MaxPoolKernels.Backward(Output(shape, dy, i), Input(shape, x, i), shape, Input(shape, dx, i)));

    public override bool PoolsSpikes => true;

    public override void PoolSpikes(PoolGeometry shape, ReadOnlyStorage bits, Storage pooled)
    {
        int input = shape.InputSize / SpikePoolKernels.WordChannels, output = shape.OutputSize / SpikePoolKernels.WordChannels;
        workers.ForRanges(pooled.Length / output, Math.Max(1, Chunk / shape.InputSize), (begin, end) => SpikePoolKernels.Or(
            bits.Span[(begin * input)..(end * input)], shape, pooled.Span[(begin * output)..(end * output)]));
    }

    public override void Quantise(int levels, ReadOnlyStorage threshold, ReadOnlyStorage x, Storage y)
        => ForElements(x.Length, (start, count) => QcfsKernels.Forward(x.Span.Slice(start, count), y.Span.Slice(start, count), threshold.Span[0], levels));

    public override void QuantiseGradient(
        int levels, ReadOnlyStorage threshold, QcfsGradient rule, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx, Storage dThreshold)
    {
        Memory<double> partials = Zeros(ref _thresholdPieces, shards.Pieces(Chunk)), totals = Zeros(ref _thresholdShards, shards.InBatch);
        workers.Run(partials.Length, (piece, _) =>
        {
            var (_, start, count) = shards.Piece(piece, Chunk);
            partials.Span[piece] = QcfsKernels.Backward(x.Span.Slice(start, count), dy.Span.Slice(start, count), dx.Span.Slice(start, count), threshold.Span[0], levels, rule);
        });
        for (int piece = 0; piece < partials.Length; piece++)
            totals.Span[shards.Begin + shards.Piece(piece, Chunk).Shard] += partials.Span[piece];
        Complete(shards, totals.Span, 1);
        ColumnKernels.CombineShards(totals.Span, dThreshold.Span);
    }

    public override void Neurons(
        NeuronChannels neurons, ReadOnlyStorage x, ReadOnlyStorage start, Storage end, Storage charged, Storage y, int steps)
    {
        _neurons++;
        int count = steps == 0 ? end.Length : x.Length / steps;
        workers.ForRanges(count, NeuronChunk, (first, last) =>
        {
            Begin(neurons, start, end, first, last - first);
            NeuronKernels.Forward(neurons, 0, x.Span, end.Span, charged.Span, y.Span, steps, count, first, last);
        });
    }

    public override NeuronGradients[] NeuronsGradient(
        NeuronChannels neurons, ReadOnlyStorage start, ReadOnlyStorage charged, ReadOnlyStorage dy, Storage dx, Storage carry, int steps, Shards? constants)
    {
        int count = steps == 0 ? carry.Length : dy.Length / steps;
        return ForNeurons(neurons, count, constants, (first, length, _, gradients) => NeuronKernels.Backward(
            neurons, 0, start.Span, charged.Span, dy.Span, dx.Span, carry.Span, steps, count, first, first + length, gradients.Span));
    }

    /// <summary>Shares out neurons, in pieces of one shard each where gradients of constants are wanted; returns those, channel by channel.</summary>
    private NeuronGradients[] ForNeurons(NeuronChannels neurons, int count, Shards? constants, NeuronTask task)
    {
        var shards = constants ?? Shards.One(count);
        int pieces = shards.Pieces(NeuronChunk), wanted = constants is null ? 0 : neurons.Count;
        var partials = Zeros(ref _neuronPieces, pieces * wanted);
        workers.Run(pieces, (piece, worker) =>
        {
            var (_, first, length) = shards.Piece(piece, NeuronChunk);
            task(first, length, worker, partials.Slice(piece * wanted, wanted));
        });
        var totals = Zeros(ref _neuronShards, shards.InBatch * wanted).Span;
        for (int i = 0; i < partials.Length; i++)
            totals[(shards.Begin + shards.Piece(i / wanted, NeuronChunk).Shard) * wanted + i % wanted] += partials.Span[i];
        if (wanted > 0)
            Complete(shards, totals, wanted);
        ShardTree.Add(totals, wanted);
        return totals[..Math.Min(totals.Length, wanted)].ToArray();
    }

    /// <summary>So many zeros, in memory that is kept.</summary>
    private static Memory<T> Zeros<T>(ref T[] kept, int count)
    {
        if (kept.Length < count)
            kept = new T[count];
        var zeros = kept.AsMemory(0, count);
        zeros.Span.Clear();
        return zeros;
    }

    /// <summary>Some neurons; their gradients are added to those given, which are empty if nobody wants them.</summary>
    private delegate void NeuronTask(int first, int length, int worker, Memory<NeuronGradients> gradients);

    /// <summary>Puts the start where the kernels change it step by step into the end, if an end is asked for.</summary>
    private static void Begin(NeuronChannels neurons, ReadOnlyStorage start, Storage end, int first, int length)
    {
        if (end.IsEmpty)
            return;
        var target = end.Span.Slice(first, length);
        if (start.IsEmpty)
        {
            for (int i = 0; i < length; i++)
                target[i] = neurons[(first + i) % neurons.Count].StartPotential;
        }
        else
        {
            start.Span.Slice(first, length).CopyTo(target);
        }
    }

    private static Span<float> Input(in PoolGeometry shape, Storage images, int i) => images.Span.Slice(i * shape.InputSize, shape.InputSize);

    private static ReadOnlySpan<float> Input(in PoolGeometry shape, ReadOnlyStorage images, int i) => images.Span.Slice(i * shape.InputSize, shape.InputSize);

    private static Span<float> Output(in PoolGeometry shape, Storage images, int i) => images.Span.Slice(i * shape.OutputSize, shape.OutputSize);

    private static ReadOnlySpan<float> Output(in PoolGeometry shape, ReadOnlyStorage images, int i) => images.Span.Slice(i * shape.OutputSize, shape.OutputSize);

    private void ForImages(PoolGeometry shape, int outputs, Action<int> image)
    {
        // Several small images make one task.
        int images = outputs / shape.OutputSize, perTask = Math.Max(1, Chunk / shape.InputSize);
        workers.ForRanges(images, perTask, (begin, end) =>
        {
            for (int i = begin; i < end; i++)
                image(i);
        });
    }

    private void ForElements(int count, Action<int, int> body)
        => workers.ForRanges(count, Chunk, (begin, end) => body(begin, end - begin));

    private void ForRows(int count, int channels, Action<int, int> body)
    {
        int chunk = Math.Max(1, Chunk / channels) * channels;
        workers.ForRanges(count, chunk, (begin, end) => body(begin, end - begin));
    }
}

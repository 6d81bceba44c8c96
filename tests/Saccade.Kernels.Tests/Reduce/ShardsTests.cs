using Saccade.Kernels.Convolution;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Tests.Convolution;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Reduce;

public sealed class ShardsTests
{
    private const int Steps = 3, Inner = 5;

    [Fact]
    public void Shards_AnyNumberOfSamples_HoldEachRowOnce_AndDifferByOneSampleAtMost()
    {
        for (int samples = 1; samples <= 40; samples++)
        {
            var shards = Shards.Of(Steps, samples, Inner);
            int[] rows = [.. Enumerable.Range(0, shards.Rows).Select(shards.Row)];
            int[] sizes = [.. Enumerable.Range(0, shards.Count).Select(shard => shards[shard].Count / (Steps * Inner))];

            Assert.Equal(Math.Min(samples, Shards.Most), shards.Count);
            Assert.Equal(samples, sizes.Sum());
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
            Assert.Equal(Enumerable.Range(0, Steps * samples * Inner), rows.Order());
        }
    }

    [Fact]
    public void Rows_ComeBySampleOfAShard_ThenByStep()
    {
        var shards = Shards.Of(outer: 2, samples: 3, inner: 2); // three shards of one sample

        Assert.Equal([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11], Enumerable.Range(0, 12).Select(shards.Row));
    }

    [Fact]
    public void PiecesAndChunks_OfAnySize_AreTheRowsInOrder()
    {
        foreach (var shards in (Shards[])[Shards.One(33), Shards.Of(Steps, 11, Inner), Shards.Of(Steps, 11, Inner).Part(2, 5), Shards.Of(1, 8, 1).Times(7)])
        {
            int[] expected = [.. Enumerable.Range(0, shards.Rows).Select(shards.Row)];
            foreach (int size in (int[])[1, 2, 4, 7, 1000])
            {
                var pieces = Enumerable.Range(0, shards.Pieces(size)).Select(piece => shards.Piece(piece, size)).ToList();
                List<int> chunks = [];
                for (int chunk = 0; chunk < shards.Chunks(size); chunk++)
                {
                    foreach (var (row, count) in shards.Chunk(chunk, size))
                        chunks.AddRange(Enumerable.Range(row, count));
                }

                Assert.Equal(expected, pieces.SelectMany(p => Enumerable.Range(p.First, p.Count)));
                Assert.Equal(expected, chunks);
                Assert.All(pieces, p => Assert.InRange(p.Count, 1, size));
            }
        }
    }

    [Fact]
    public void Tree_SevenShards_AddsPairsFirst()
    {
        string[] terms = ["0", "1", "2", "3", "4", "5", "6"];
        var sums = terms.Select(t => new Term(t)).ToArray();

        ShardTree.Add<Term>(sums, 1);

        Assert.Equal("(((0+1)+(2+3))+((4+5)+6))", sums[0].Text);
    }

    [Fact]
    public void Tree_OneShardAfterTheOther_IsTheTreeAtOnce()
    {
        const int Length = 37;
        for (int count = 1; count <= Shards.Most; count++)
        {
            float[] all = RandomData.Normal(count * Length, (ulong)count), levels = new float[ShardTree.Levels(count) * Length];
            for (int shard = 0; shard < count; shard++)
            {
                all.AsSpan(shard * Length, Length).CopyTo(levels.AsSpan(ShardTree.Level(shard) * Length));
                ShardTree.Close(levels, Length, shard, count);
            }

            ShardTree.Add<float>(all, Length);

            Close.SameBits(all.AsSpan(0, Length).ToArray(), levels.AsSpan(0, Length).ToArray(), $"{count} shards");
        }
    }

    /// <summary>What a process that has some of the shards computes is what the whole computes on the way.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(13, 4)]
    [InlineData(5, 2)]
    public void WeightGradient_OfPartsOfABatch_AddsUpToTheBitsOfTheWhole(int samples, int ranks)
    {
        var shape = new ConvolutionShape(5, 4, 9, 21, 3, 3, 1, 1);
        var shards = Shards.Of(Steps, samples, 1);
        float[] x = RandomData.Spikes(shards.Rows * shape.InputSize, 0.2, 1), dy = RandomData.Normal(shards.Rows * shape.OutputSize, 2);
        float[] whole = ConvolutionCases.DenseWeight(shape, shards, x, dy), parts = new float[shards.Count * shape.WeightSize];

        for (int rank = 0; rank < ranks; rank++)
        {
            int begin = shards.Count * rank / ranks, end = shards.Count * (rank + 1) / ranks;
            var mine = shards.Part(begin, end);
            float[] myX = Mine(x, shards, begin, end, shape.InputSize), myDy = Mine(dy, shards, begin, end, shape.OutputSize);
            for (int shard = 0; shard < mine.Count; shard++)
            {
                var one = mine.Part(shard, shard + 1);
                float[] sum = ConvolutionCases.SparseWeightGradients(
                    shape, one, Mine(myX, mine, shard, shard + 1, shape.InputSize), Mine(myDy, mine, shard, shard + 1, shape.OutputSize));
                sum.CopyTo(parts, (begin + shard) * shape.WeightSize);
            }
        }

        ShardTree.Add<float>(parts, shape.WeightSize);
        Close.SameBits(whole, parts.AsSpan(0, shape.WeightSize).ToArray());
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(19, 3)]
    [InlineData(300, 4)] // several chunks in a shard
    public void ColumnSums_OfPartsOfABatch_AreTheSumsOfItsShards(int samples, int ranks)
    {
        const int Channels = 21;
        var shards = Shards.Of(Steps, samples, Inner);
        float[] x = RandomData.Normal(shards.Rows * Channels, 1);
        double[] whole = Sums(x, shards), statistics = Statistics(x, shards);
        for (int rank = 0; rank < ranks; rank++)
        {
            int begin = shards.Count * rank / ranks, end = shards.Count * (rank + 1) / ranks;
            float[] mine = Mine(x, shards, begin, end, Channels);

            Assert.Equal(whole[(begin * Channels)..(end * Channels)], Sums(mine, shards.Part(begin, end)));
            Assert.Equal(statistics[(begin * 2 * Channels)..(end * 2 * Channels)], Statistics(mine, shards.Part(begin, end)));
        }

        static double[] Sums(float[] x, Shards shards)
        {
            int chunks = ColumnKernels.ChunkCount(shards);
            float[] partials = new float[chunks * Channels];
            for (int chunk = 0; chunk < chunks; chunk++)
                ColumnKernels.SumChunk(x, Channels, shards, chunk, partials.AsSpan(chunk * Channels, Channels));
            double[] sums = new double[shards.Count * Channels];
            ColumnKernels.CombineChunks(partials, shards, sums);
            return sums;
        }

        static double[] Statistics(float[] x, Shards shards)
        {
            int chunks = ColumnKernels.ChunkCount(shards);
            float[] partials = new float[chunks * 3 * Channels];
            for (int chunk = 0; chunk < chunks; chunk++)
                BatchNormKernels.StatisticsOfChunk(x, Channels, shards, chunk, partials.AsSpan(chunk * 3 * Channels, 3 * Channels));
            double[] statistics = new double[shards.Count * 2 * Channels];
            BatchNormKernels.StatisticsOfShards(partials, shards, statistics);
            return statistics;
        }
    }

    [Fact]
    public void SumsAlongAnAxisOfSamples_OfPartsOfABatch_AreTheSumsOfItsShards()
    {
        foreach (int inner in (int[])[1, 6])
        {
            var shards = Shards.Of(Steps, 11, Inner);
            var extents = new AxisExtents(2, shards.Rows, inner);
            float[] x = RandomData.Normal(extents.Count, 1);
            for (int shard = 0; shard < shards.Count; shard++)
            {
                double[] whole = new double[extents.Others], alone = new double[extents.Others];
                AxisKernels.SumShard(extents, shards[shard], x, whole, 0, whole.Length);

                var mine = shards.Part(shard, shard + 1);
                float[] part = [.. Mine(x[..(extents.Count / 2)], shards, shard, shard + 1, inner), .. Mine(x[(extents.Count / 2)..], shards, shard, shard + 1, inner)];
                var rows = shards[shard];
                AxisKernels.SumShard(new AxisExtents(2, rows.Count, inner), new ShardRows(0, rows.Run, rows.Run, rows.Runs), part, alone, 0, alone.Length);

                Assert.Equal(whole, alone);
                Assert.Equal(rows.Count, mine.Rows);
            }
        }
    }

    /// <summary>What a process that has some of the shards holds of a buffer.</summary>
    private static float[] Mine(float[] x, Shards shards, int begin, int end, int perRow)
    {
        var part = shards.Part(begin, end);
        float[] mine = new float[part.Rows * perRow];
        for (int place = 0; place < part.Rows; place++)
            x.AsSpan(shards.Row(shards.Start(begin) + place) * perRow, perRow).CopyTo(mine.AsSpan(part.Row(place) * perRow));
        return mine;
    }

    /// <summary>A sum as it is written.</summary>
    private readonly record struct Term(string Text) : System.Numerics.IAdditionOperators<Term, Term, Term>
    {
        public static Term operator +(Term left, Term right) => new($"({left.Text}+{right.Text})");
    }
}

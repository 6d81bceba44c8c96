using Saccade.Kernels.Reduce;
using Saccade.Tensors;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Gradients that are exchanged bucket by bucket while others are still made have the bits of one process.</summary>
public sealed class GradientExchangeTests
{
    // Several in one bucket, one that ends it, and some larger than a bucket of 2^18.
    private static readonly int[] _lengths = [5, 1000, 270_000, 17, 200_000, 100_000, 300_001, 1];

    [Theory]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 8)]
    [InlineData(4, 3)]
    public void Settle_AfterManyBuckets_GivesTheSumsOfTheTree(int shards, int ranks)
    {
        float[][] sums = [.. _lengths.Select((length, i) => RandomData.Normal(shards * length, (ulong)i))];

        foreach (float[][] gradients in ThreadExchange.Run(ranks, exchange => Exchange(exchange, sums, shards, passes: 2)))
        {
            for (int i = 0; i < sums.Length; i++)
                Close.SameBits(Sum(sums[i], 0, shards, shards), gradients[i], $"gradient {i} of {ranks} ranks");
        }
    }

    private static float[][] Exchange(IShardExchange exchange, float[][] sums, int shards, int passes)
    {
        using var engine = new Engine(1);
        var gradients = new GradientExchange(engine.Kernels, exchange, ExchangePrecision.Float32);
        float[][] results = [.. sums.Select(_ => Array.Empty<float>())];
        for (int pass = 0; pass < passes; pass++)
        {
            var places = sums.Select(s => engine.Pool.Rent(s.Length / shards)).ToArray();
            for (int i = 0; i < sums.Length; i++)
            {
                foreach (var (node, place) in gradients.Add(shards, places[i].Storage))
                    place.Write(Sum(sums[i], node.Begin, node.End, shards));
                gradients.SendFull();
            }

            gradients.Settle();
            for (int i = 0; i < sums.Length; i++)
            {
                results[i] = places[i].Storage.Values.ToArray();
                engine.Pool.Return(places[i]);
            }
        }

        Assert.Equal(0, engine.Pool.LentBytes);
        return results;
    }

    /// <summary>The sum of some shards, which are a node of the tree.</summary>
    private static float[] Sum(float[] sums, int begin, int end, int shards)
    {
        int length = sums.Length / shards;
        float[] some = sums[(begin * length)..(end * length)];
        ShardTree.Add<float>(some, length);
        return some[..length];
    }
}

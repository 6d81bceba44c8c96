using Saccade.Events.Sources;
using Xunit;

namespace Saccade.Events.Tests.Sources;

public sealed class DatasetExtensionsTests
{
    private static readonly IDataset<int> _four = new Numbers(4);

    [Fact]
    public void Map_IsLazy()
    {
        int calls = 0;
        var mapped = _four.Map(n => { calls++; return n * 10; });

        Assert.Equal(0, calls);
        Assert.Equal(30, mapped.Get(3));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Subset_TakeAndConcat_KeepTheirOrder()
    {
        var joined = _four.Subset([3, 1, 1]).Concat(_four.Take(2));

        Assert.Equal([3, 1, 1, 0, 1], All(joined));
        Assert.Equal(4, _four.Take(10).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _four.Subset([4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => joined.Get(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => joined.Get(-1));
    }

    [Fact]
    public void Shuffle_IsAPermutationOfSeedAndEpoch()
    {
        IDataset<int> numbers = new Numbers(100);

        Assert.Equal(Enumerable.Range(0, 100), All(numbers.Shuffle(5)).Order());
        Assert.Equal(All(numbers.Shuffle(5, 2)), All(numbers.Shuffle(5, 2)));
        Assert.NotEqual(All(numbers.Shuffle(5, 2)), All(numbers.Shuffle(5, 3)));
        Assert.NotEqual(All(numbers.Shuffle(5)), All(numbers.Shuffle(6)));
    }

    private static IEnumerable<int> All(IDataset<int> set) => Enumerable.Range(0, set.Count).Select(set.Get);

    private sealed class Numbers(int count) : IDataset<int>
    {
        public int Count => count;

        public int Get(int index)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
            return index;
        }
    }
}

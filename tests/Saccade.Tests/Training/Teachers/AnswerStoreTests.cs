using Saccade.TestKit;
using Saccade.Training.Teachers;
using Xunit;

namespace Saccade.Tests.Training.Teachers;

public sealed class AnswerStoreTests
{
    [Theory]
    [InlineData(1L << 30)]
    [InlineData(0)] // all of it in a file
    public void Recall_GivesTheBitsThatWereKept(long mostInMemory)
    {
        using var store = new AnswerStore(5, 7, mostInMemory);
        float[][] rows = [.. Enumerable.Range(0, 5).Select(i => RandomData.Normal(7, (ulong)i + 1))];
        float[] row = new float[7];

        foreach (int sample in (int[])[3, 0, 4])
            store.Keep(sample, rows[sample]);

        Assert.Equal([true, false, false, true, true], Enumerable.Range(0, 5).Select(store.Has));
        foreach (int sample in (int[])[4, 3, 0])
        {
            store.Recall(sample, row);
            Close.SameBits(rows[sample], row, $"sample {sample}");
        }
    }
}

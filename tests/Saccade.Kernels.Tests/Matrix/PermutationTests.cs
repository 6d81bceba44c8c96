using Saccade.Kernels.Matrix;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Matrix;

public sealed class PermutationTests
{
    [Fact]
    public void Copy_EveryOrderOfFourAxes_MovesEveryElement()
    {
        foreach (int[] extents in new int[][] { [2, 3, 4, 5], [1, 17, 2, 33], [3, 1, 40, 1], [2, 2, 2, 2] })
        {
            foreach (int[] order in Orders([0, 1, 2, 3]))
                Check(extents, order);
        }
    }

    [Fact]
    public void Copy_EverySizeOfTranspose_MovesEveryElement()
    {
        for (int size = 1; size <= 40; size++)
            Check([size, 50 - size], [1, 0]);
    }

    [Fact]
    public void Rows_AxesThatStayNeighbours_AreCopiedAsOne()
        => Assert.Equal(6, new Permutation([3, 2, 4, 5], [20, 60, 5, 1]).Rows);

    [Fact]
    public void Copy_OntoItself_IsRefused()
    {
        float[] x = new float[6];

        Assert.Throws<ArgumentException>(() => new Permutation([2, 3], [1, 2]).Copy(x, x, 0, 2));
    }

    private static void Check(int[] extents, int[] order)
    {
        int[] strides = new int[extents.Length];
        for (int i = extents.Length - 1, stride = 1; i >= 0; stride *= extents[i--])
            strides[i] = stride;
        int[] target = [.. order.Select(i => extents[i])], from = [.. order.Select(i => strides[i])];
        var plan = new Permutation(target, from);
        float[] x = [.. Enumerable.Range(0, plan.Count).Select(i => (float)i)];
        var y = new GuardedBuffer(plan.Count, 1);

        plan.Copy(x, y.Span, plan.Rows / 3, plan.Rows);
        plan.Copy(x, y.Span, 0, plan.Rows / 3);

        y.AssertIntact();
        for (int i = 0; i < plan.Count; i++)
        {
            int source = 0;
            for (int axis = target.Length - 1, rest = i; axis >= 0; rest /= target[axis--])
                source += rest % target[axis] * from[axis];
            Assert.Equal(source, y.Span[i]);
        }
    }

    private static IEnumerable<int[]> Orders(int[] items)
        => items.Length == 0 ? [[]] : items.SelectMany(first => Orders([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}

using Saccade.TestKit;
using Saccade.TestKit.OpCases;

namespace Saccade.Bench.Cases;

/// <summary>The op table of the tests, timed as it is: small shapes, so overheads dominate. Shows that every op runs here.</summary>
internal static class OpBench
{
    public static IEnumerable<BenchCase> Cases { get; } = OpTable.All.Select(op => new BenchCase("op table", op.Name, context => Ways(op, context)));

    /// <summary>An op forward, and forward with its gradients, once its output was compared with the reference engine's.</summary>
    public static IReadOnlyList<BenchWay> Ways(OpCase op, BenchContext context, bool memoryBound = false, double backwardTraffic = 2)
    {
        var prepared = new PreparedOp(op, context.All);
        Close.Relative(OpRun.Forward(op, context.Reference), OpRun.Forward(op, context.All), Math.Max(op.ForwardTolerance, 1e-7), op.Name);
        double bytes = memoryBound ? sizeof(float) * (double)prepared.Elements : 0;
        return
        [
            new BenchWay("forward", prepared.Forward) { Flops = op.Flops, Bytes = bytes, Threads = context.All.Threads },
            new BenchWay("and backward", prepared.ForwardAndBackward) { Flops = 3.0 * op.Flops, Bytes = (1 + backwardTraffic) * bytes, Threads = context.All.Threads },
        ];
    }
}

using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Streams;
using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>What is made of the outputs of paths.</summary>
internal sealed class CombineStep : SingleStep
{
    private static readonly UnaryFunction _sigmoid = new UnaryFunction.Sigmoid();
    private readonly Combine _combine;

    private CombineStep(BranchesLayer layer, Combine combine, StepValue[] paths, StepValue y)
        : base(layer.Path, $"{layer.Description.Title}: {combine.ToString().ToLowerInvariant()}", paths, y) => _combine = combine;

    public override bool WorksInPlace => _combine is Combine.Add or Combine.And or Combine.Gate;

    public static StepValue Compile(BranchesLayer layer, StepValue x, PlanBuilder plan)
    {
        var combine = ((Branches)layer.Description).Combine;
        StepValue[] paths = [.. layer.Inner.Select(path => SpreadStep.Over(layer, combine, plan.Compile(path, x), plan))];
        var whole = combine is Combine.Add && Array.TrueForAll(paths, path => path.HasUnitsOf(paths[0])) ? WholeNumbers.SumOf(paths.Select(path => path.Whole)) : null;
        if (whole is null)
            paths = [.. paths.Select(path => plan.Plain(layer.Path, path))];
        return plan.Add(new CombineStep(layer, combine, paths, StepValue.Of(layer.Output, whole is null ? null : paths[0].Units, whole)));
    }

    protected override void Run(StepMemory memory, StreamState state)
    {
        if (Output.IsBytes)
        {
            AddWhole(memory, memory.BytesOf(Output));
            return;
        }

        Span<float> first = memory[Inputs[0]], second = memory[Inputs[1]], y = memory[Output];
        switch (_combine)
        {
            case Combine.Add or Combine.And:
                var function = _combine == Combine.Add ? BinaryFunction.Add : BinaryFunction.Multiply;
                ElementwiseKernels.Binary(function, first, second, y);
                for (int i = 2; i < Inputs.Count; i++)
                    ElementwiseKernels.Binary(function, y, memory[Inputs[i]], y);
                break;
            case Combine.Iand:
                ElementwiseKernels.Binary(BinaryFunction.Multiply, first, second, y);
                ElementwiseKernels.Binary(BinaryFunction.Subtract, second, y, y);
                break;
            case Combine.Gate:
                ElementwiseKernels.Unary(_sigmoid, first, y);
                ElementwiseKernels.Binary(BinaryFunction.Multiply, y, second, y);
                break;
            default:
                Concatenate(memory, y);
                break;
        }
    }

    private void AddWhole(StepMemory memory, Span<byte> y)
    {
        memory.BytesOf(Inputs[0]).CopyTo(y);
        for (int i = 1; i < Inputs.Count; i++)
            ByteMaps.Add(memory.BytesOf(Inputs[i]), y);
    }

    private void Concatenate(StepMemory memory, Span<float> y)
    {
        int channels = Output.Size.Channels, at = 0;
        foreach (var path in Inputs)
        {
            int width = path.Size.Channels;
            var x = memory[path];
            for (int from = 0, to = at; from < x.Length; from += width, to += channels)
                x.Slice(from, width).CopyTo(y[to..]);
            at += width;
        }
    }
}

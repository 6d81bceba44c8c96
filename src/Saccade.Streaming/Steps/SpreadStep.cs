using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>One value for all positions of a channel, or for all channels of a position, written to each of them: what a path of a combination emits that chooses for many.</summary>
internal sealed class SpreadStep : SingleStep
{
    private SpreadStep(Layer layer, StepValue x)
        : base(layer.Path, "spread", [x], StepValue.Of(layer.Output))
    {
    }

    /// <summary>What a path emits with the extents of the combination; the value itself where it has them.</summary>
    public static StepValue Over(BranchesLayer layer, Combine combine, StepValue x, PlanBuilder plan)
        => combine is Combine.Concatenate || x.Size.Count == layer.Output.Count ? x : plan.Add(new SpreadStep(layer, plan.Plain(layer.Path, x)));

    protected override void Run(StepMemory memory, StreamState state)
    {
        Span<float> x = memory[Inputs[0]], y = memory[Output];
        var (height, width, channels, _) = Output.Size;
        var (ownHeight, ownWidth, ownChannels, _) = Inputs[0].Size;
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                var from = x.Slice((((ownHeight == 1 ? 0 : row) * ownWidth) + (ownWidth == 1 ? 0 : column)) * ownChannels, ownChannels);
                var to = y.Slice(((row * width) + column) * channels, channels);
                if (ownChannels == 1)
                    to.Fill(from[0]);
                else
                    from.CopyTo(to);
            }
        }
    }
}

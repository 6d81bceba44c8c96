using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Kernels.Sparse;
using Saccade.Streaming.Steps;

namespace Saccade.Streaming.Sessions;

/// <summary>Each event adds its weight rows to the sums of the first convolution, so that when the step ends only deeper layers remain.</summary>
internal sealed class SummedStep : OpenStep
{
    private readonly FrameIntegrator _integrator;
    private readonly IFirstStep _first;
    private readonly float[] _sums;

    private SummedStep(FrameIntegrator integrator, IFirstStep first)
    {
        (_integrator, _first, _sums) = (integrator, first, new float[first.Shape.OutputSize]);
        Clear();
    }

    /// <summary>For a plan whose first step is a convolution that alone sees the frame; else null.</summary>
    public static SummedStep? For(StreamPlan plan, FrameIntegrator integrator)
        => integrator.HasPixels && plan.Steps[0] is IFirstStep { Unpacked.IsEmpty: false } first && plan.Steps[0].Inputs[0] == plan.Frame
            && plan.Steps.Skip(1).All(step => step.Inputs.All(input => input.Slot != plan.Frame.Slot))
            ? new SummedStep(integrator, first)
            : null;

    public override IntegrationCount Add(EventSlice events)
    {
        int unseen = 0, outside = 0, width = _first.Shape.Width;
        for (int i = 0; i < events.Count; i++)
        {
            int pixel = _integrator.PixelOf(events.X[i], events.Y[i]);
            if (pixel >= 0)
                EventFootprint.Add(_first.Shape, _first.Unpacked.Span, pixel / width, pixel % width, events.Polarities[i], _sums);
            else if (pixel == FrameIntegrator.Unseen)
                unseen++;
            else
                outside++;
        }

        return new IntegrationCount(events.Count - unseen - outside, unseen, outside);
    }

    public override int Next => 1;

    public override void Close(StreamRunner runner, int place, StreamState state)
    {
        runner.Memory.Current = place;
        _first.Finish(runner.Memory, _sums, state);
        Clear();
    }

    public override void Clear()
    {
        if (_first.Bias.IsEmpty)
        {
            Array.Clear(_sums);
            return;
        }

        var bias = _first.Bias.Span;
        for (int at = 0; at < _sums.Length; at += bias.Length)
            bias.CopyTo(_sums.AsSpan(at));
    }
}

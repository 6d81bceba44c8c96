using Saccade.Kernels.Streams;

namespace Saccade.Streaming.Planning;

/// <summary>Values as floats with units of 1, for steps that have no weights to take units into, and do not read bytes.</summary>
internal sealed class UnitStep(string path, StepValue x, StepValue y) : SingleStep(path, "spike heights", [x], y)
{
    private readonly float[] _units = [.. (x.Units ?? [1]).Select(unit => unit / (x.Whole?.Parts ?? 1))];

    public override bool WorksInPlace => !Inputs[0].IsBytes;

    protected override void Run(StepMemory memory, StreamState state)
    {
        var to = memory[Output];
        if (Inputs[0].IsBytes)
        {
            ByteMaps.ToFloats(memory.BytesOf(Inputs[0]), _units, to);
            return;
        }

        var from = memory[Inputs[0]];
        for (int i = 0; i < from.Length; i++)
            to[i] = from[i] * _units[i % _units.Length];
    }
}

namespace Saccade.Streaming.Planning;

/// <summary>Values times their units, for steps that have no weights to take them.</summary>
internal sealed class UnitStep(string path, StepValue x, StepValue y) : PlanStep(path, "spike heights", [x], y)
{
    private readonly float[] _units = [.. x.Units!];

    public override bool WorksInPlace => true;

    public override void Run(StepMemory memory, StreamState state)
    {
        Span<float> from = memory[Inputs[0]], to = memory[Output];
        for (int i = 0; i < from.Length; i++)
            to[i] = from[i] * _units[i % _units.Length];
    }
}

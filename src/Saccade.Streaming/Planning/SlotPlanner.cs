namespace Saccade.Streaming.Planning;

/// <summary>
/// Places the values of all steps in one piece of memory: what nobody reads any more is written over, so that a step finds its input in the nearest cache that holds it.
/// </summary>
internal sealed class SlotPlanner
{
    /// <summary>Slots begin at multiples of a cache line.</summary>
    private const int Alignment = 16;

    private readonly List<(int Start, int Length)> _free = [];
    private readonly Dictionary<StepSlot, int> _lastUse = [];
    private readonly HashSet<StepSlot> _placed = [];
    private int _end;

    private SlotPlanner()
    {
    }

    /// <summary>Places all slots.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="kept">Values that live before and after all steps.</param>
    /// <returns>Floats of all together.</returns>
    public static int Place(IReadOnlyList<PlanStep> steps, params IEnumerable<StepValue> kept)
    {
        var planner = new SlotPlanner();
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (var value in steps[i].Inputs.Append(steps[i].Output))
                planner._lastUse[value.Slot] = i;
        }

        foreach (var value in kept)
        {
            planner._lastUse[value.Slot] = steps.Count;
            planner.Take(value.Slot);
        }

        for (int i = 0; i < steps.Count; i++)
            planner.Place(steps[i], i);
        return planner._end;
    }

    private void Place(PlanStep step, int index)
    {
        var output = step.Output.Slot;
        if (!_placed.Contains(output) && step.WorksInPlace && step.Inputs[0].Slot is var input && _lastUse[input] == index && input.Length == output.Length)
        {
            output.Start = input.Start; // the memory changes its owner
            _placed.Add(output);
            _lastUse[input] = -1;
        }

        Take(output);
        foreach (var slot in step.Scratch)
            Take(slot);
        foreach (var slot in step.Scratch)
            Free(slot);
        foreach (var slot in step.Inputs.Append(step.Output).Select(value => value.Slot).Distinct().Where(slot => _lastUse[slot] == index))
            Free(slot);
    }

    private void Take(StepSlot slot)
    {
        if (!_placed.Add(slot))
            return;
        int length = Rounded(slot.Length), at = _free.FindIndex(hole => hole.Length >= length);
        if (at < 0)
        {
            (slot.Start, _end) = (_end, checked(_end + length));
            return;
        }

        var (start, size) = _free[at];
        slot.Start = start;
        if (size == length)
            _free.RemoveAt(at);
        else
            _free[at] = (start + length, size - length);
    }

    /// <summary>Gives memory back and joins neighbouring holes.</summary>
    private void Free(StepSlot slot)
    {
        int at = _free.FindIndex(hole => hole.Start > slot.Start);
        at = at < 0 ? _free.Count : at;
        _free.Insert(at, (slot.Start, Rounded(slot.Length)));
        for (int i = Math.Min(at + 1, _free.Count - 1); i > Math.Max(0, at - 1) - 1 && i > 0; i--)
        {
            if (_free[i - 1].Start + _free[i - 1].Length != _free[i].Start)
                continue;
            _free[i - 1] = (_free[i - 1].Start, _free[i - 1].Length + _free[i].Length);
            _free.RemoveAt(i);
        }
    }

    private static int Rounded(int length) => (length + Alignment - 1) / Alignment * Alignment;
}

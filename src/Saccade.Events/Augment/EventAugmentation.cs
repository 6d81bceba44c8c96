using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

/// <summary>
/// A random change of which events of a recording a network sees, as a value: fewer of them, another window of the recording, the other polarity. A network that is trained so decides at any point of a recording and
/// from any number of events. Where they lie on the frame is changed by <see cref="Augmentation"/>.
/// </summary>
public sealed record EventAugmentation
{
    /// <summary>Smallest share of the events that is kept, above 0 to 1: each sample has a share drawn from here to 1, and each event stays with that probability. 1 keeps all.</summary>
    public double Keep { get; init; } = 1;

    /// <summary>Largest shift of the frames that are seen, in frames, later or earlier; never beyond the recording.</summary>
    public int Shift { get; init; }

    /// <summary>Probability that ON and OFF change places, 0 to 1: dark things become bright ones.</summary>
    public double Swap { get; init; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsNone => this is { Keep: 1, Shift: 0, Swap: 0 };

    /// <summary>Draws what happens to a sample: share, shift, swap, and the seed of its events, in this order.</summary>
    /// <param name="random">Source of randomness; advanced.</param>
    public EventDraw Draw(ref CounterRandom random)
    {
        double keep = 1 - random.NextDouble() * (1 - Keep);
        int shift = random.NextInt32(-Shift, Shift + 1);
        bool swaps = random.NextDouble() < Swap;
        return new EventDraw(keep, shift, swaps, random.NextUInt64());
    }

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (!(Keep > 0 && Keep <= 1))
            problems.Add($"share of events kept: expected above 0 to 1, got {Keep}");
        if (Shift is < 0 or > 65536)
            problems.Add($"shift in frames: expected 0 to 65536, got {Shift}");
        if (Swap is not (>= 0 and <= 1))
            problems.Add($"swap probability: expected 0 to 1, got {Swap}");
        return problems;
    }
}

/// <summary>What was drawn for one sample. The events of a frame that are kept depend on it and on the frame alone, so that a teacher sees the same ones.</summary>
/// <param name="Keep">Probability that an event is kept.</param>
/// <param name="Shift">Frames later; negative for earlier.</param>
/// <param name="Swaps">Whether ON and OFF change places.</param>
/// <param name="Seed">Seed of the events.</param>
public readonly record struct EventDraw(double Keep, int Shift, bool Swaps, ulong Seed)
{
    /// <summary>Nothing is changed.</summary>
    public static EventDraw Nothing { get; } = new(1, 0, false, 0);

    /// <summary>Whether the values of a frame are changed.</summary>
    public bool ChangesFrames => Keep < 1 || Swaps;

    /// <summary>How many frames later some are that are to be seen: the shift, or what of it stays in the recording.</summary>
    /// <param name="frames">Positions of the frames, at least one.</param>
    /// <param name="steps">Frames of the recording.</param>
    public int OffsetOf(ReadOnlySpan<int> frames, int steps)
    {
        int first = int.MaxValue, last = int.MinValue;
        foreach (int frame in frames)
            (first, last) = (Math.Min(first, frame), Math.Max(last, frame));
        return frames.IsEmpty ? 0 : Math.Clamp(Shift, -first, Math.Max(-first, steps - 1 - last));
    }

    /// <summary>Changes the counts of a frame.</summary>
    /// <param name="frame">Its position in the recording.</param>
    /// <param name="counts">Numbers of events, [H, W, C 2], OFF first; changed.</param>
    /// <remarks>Frames that overlap lose their events apart from each other.</remarks>
    public void Apply(int frame, Span<float> counts)
    {
        if (Keep < 1)
        {
            var random = new CounterRandom(Seed, RandomPurpose.Events, frame);
            for (int i = 0; i < counts.Length; i++)
                counts[i] = Kept(ref random, counts[i]);
        }

        for (int i = 0; Swaps && i < counts.Length; i += 2)
            (counts[i], counts[i + 1]) = (counts[i + 1], counts[i]);
    }

    private float Kept(ref CounterRandom random, float count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
            kept += random.NextSingle() < Keep ? 1 : 0;
        return kept;
    }
}

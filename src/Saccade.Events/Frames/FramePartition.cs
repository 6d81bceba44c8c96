namespace Saccade.Events.Frames;

/// <summary>Which of the T frames of a recording the first network (ANN) sees and which the second (SNN).</summary>
public abstract record FramePartition
{
    private FramePartition()
    {
    }

    /// <summary>Name and parameters in one word; stable.</summary>
    public abstract string Key { get; }

    /// <summary>Indices of the frames for the ANN, ascending.</summary>
    /// <param name="steps">Number of frames T.</param>
    /// <exception cref="ArgumentException">T frames cannot be divided so.</exception>
    public abstract int[] AnnFrames(int steps);

    /// <summary>Indices of the frames for the SNN, ascending.</summary>
    /// <param name="steps">Number of frames T.</param>
    /// <exception cref="ArgumentException">T frames cannot be divided so.</exception>
    public abstract int[] SnnFrames(int steps);

    /// <summary>Name and parameters.</summary>
    public sealed override string ToString() => Key;

    private static int[] Run(int start, int count, int stride = 1)
    {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++)
            indices[i] = start + i * stride;
        return indices;
    }

    private static void CheckSteps(int steps) => ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);

    /// <summary>The first T_A frames for the ANN, the last T_S for the SNN (HSD, T = T_A + T_S); frames between them are unused.</summary>
    /// <param name="AnnSteps">T_A, at least 1.</param>
    /// <param name="SnnSteps">T_S, at least 1.</param>
    public sealed record Leading(int AnnSteps, int SnnSteps) : FramePartition
    {
        /// <inheritdoc/>
        public override string Key => $"leading-{AnnSteps}-{SnnSteps}";

        /// <inheritdoc/>
        public override int[] AnnFrames(int steps)
        {
            Check(steps);
            return Run(0, AnnSteps);
        }

        /// <inheritdoc/>
        public override int[] SnnFrames(int steps)
        {
            Check(steps);
            return Run(steps - SnnSteps, SnnSteps);
        }

        private void Check(int steps)
        {
            if (AnnSteps < 1 || SnnSteps < 1 || (long)AnnSteps + SnnSteps > steps)
            {
                throw new ArgumentException(
                    $"{AnnSteps} leading frames for the ANN and {SnnSteps} last frames for the SNN must each be at least 1 and together at most the {steps} frames there are; "
                    + "use explicit ranges when the networks shall share frames");
            }
        }
    }

    /// <summary>Even frames (0, 2, ...) for the ANN, odd frames for the SNN.</summary>
    public sealed record Interleaved : FramePartition
    {
        /// <inheritdoc/>
        public override string Key => "interleaved";

        /// <inheritdoc/>
        public override int[] AnnFrames(int steps)
        {
            CheckSteps(steps);
            return Run(0, (steps + 1) / 2, 2);
        }

        /// <inheritdoc/>
        public override int[] SnnFrames(int steps)
        {
            if (steps < 2)
                throw new ArgumentException($"interleaved frames need at least 2 frames, got {steps}", nameof(steps));
            return Run(1, steps / 2, 2);
        }
    }

    /// <summary>Two stated ranges; they may overlap, for example when both networks see all frames.</summary>
    /// <param name="Ann">Frames for the ANN, for example <c>..5</c>.</param>
    /// <param name="Snn">Frames for the SNN, for example <c>^5..</c>.</param>
    public sealed record Explicit(Range Ann, Range Snn) : FramePartition
    {
        /// <inheritdoc/>
        public override string Key => $"explicit-{Ann}-{Snn}";

        /// <inheritdoc/>
        public override int[] AnnFrames(int steps) => Indices(Ann, steps, "ANN");

        /// <inheritdoc/>
        public override int[] SnnFrames(int steps) => Indices(Snn, steps, "SNN");

        private static int[] Indices(Range range, int steps, string network)
        {
            CheckSteps(steps);
            int start = range.Start.GetOffset(steps), end = range.End.GetOffset(steps);
            if (start < 0 || end > steps || start >= end)
                throw new ArgumentException($"range {range} for the {network} is empty or outside the {steps} frames there are", nameof(range));
            return Run(start, end - start);
        }
    }
}

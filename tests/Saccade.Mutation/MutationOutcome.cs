namespace Saccade.Mutation;

/// <summary>What a reader did with one input.</summary>
/// <param name="Accepted">Whether it read the input, rather than refusing it in a documented way.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Bytes">What it allocated on the calling thread.</param>
/// <param name="Fault">What it may not do but did; null if all was right.</param>
public readonly record struct MutationOutcome(bool Accepted, TimeSpan Elapsed, long Bytes, string? Fault)
{
    /// <summary>Reads an input and judges the reader.</summary>
    public static MutationOutcome Of(MutationKind kind, byte[] input, string folder)
    {
        var outcome = Once(kind, input, folder);
        // A busy machine can stop any call for a while: only what is slow twice is slow.
        return outcome.Elapsed > MutationKind.LongestCall ? Once(kind, input, folder) : outcome;
    }

    private static MutationOutcome Once(MutationKind kind, byte[] input, string folder)
    {
        string? fault = null;
        bool accepted = false;
        long before = GC.GetAllocatedBytesForCurrentThread(), start = TimeProvider.System.GetTimestamp();
        try
        {
            kind.Read(input, folder);
            accepted = true;
        }
        catch (Exception e)
        {
            if (!kind.Documented.Any(type => type.IsInstanceOfType(e)))
                fault = $"undocumented {e}";
        }

        var elapsed = TimeProvider.System.GetElapsedTime(start);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (elapsed > MutationKind.LongestCall)
            fault ??= $"{elapsed.TotalSeconds:0.0} s, at most {MutationKind.LongestCall.TotalSeconds} s are allowed";
        if (bytes > kind.MostBytes(input.Length))
            fault ??= $"{bytes} bytes allocated for {input.Length} bytes of input, at most {kind.MostBytes(input.Length)} are allowed";
        return new MutationOutcome(accepted, elapsed, bytes, fault);
    }
}

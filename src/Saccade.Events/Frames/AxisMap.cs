using System.Diagnostics;

namespace Saccade.Events.Frames;

/// <summary>Index arithmetic of resizing along one axis.</summary>
public static class AxisMap
{
    /// <summary>
    /// For each target index the source index that PyTorch's legacy "nearest" shows there: min(floor(d * in / out), in - 1) in
    /// float32.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1.</exception>
    public static int[] NearestSources(int sourceLength, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        float scale = (float)sourceLength / targetLength;
        int[] sources = new int[targetLength];
        for (int i = 0; i < targetLength; i++)
            sources[i] = Math.Min((int)MathF.Floor(i * scale), sourceLength - 1);
        return sources;
    }

    /// <summary>For each source index the target index floor(s * out / in) that takes its events.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1.</exception>
    public static int[] BinnedTargets(int sourceLength, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        int[] targets = new int[sourceLength];
        for (int i = 0; i < sourceLength; i++)
            targets[i] = (int)((long)i * targetLength / sourceLength);
        return targets;
    }

    /// <summary>The inverse of <see cref="NearestSources"/>, -1 where no target shows the source; only when no source shows twice.</summary>
    internal static int[] NearestTargets(int sourceLength, int targetLength)
    {
        Debug.Assert(targetLength <= sourceLength);
        int[] targets = new int[sourceLength];
        Array.Fill(targets, -1);
        int[] sources = NearestSources(sourceLength, targetLength);
        for (int i = 0; i < targetLength; i++)
            targets[sources[i]] = i;
        return targets;
    }
}

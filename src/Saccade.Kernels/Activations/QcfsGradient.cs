namespace Saccade.Kernels.Activations;

/// <summary>Where the gradient of the quantised activation passes; the forward pass is the same. u = x / threshold.</summary>
public enum QcfsGradient
{
    /// <summary>
    /// Quantise, then clip: passes where 0 &lt;= q &lt;= 1 for q = floor(u L + 1/2) / L, that is -1/(2L) &lt;= u &lt; 1 + 1/(2L) (HSD, and
    /// the first repository of QCFS).
    /// </summary>
    FloorThenClip,

    /// <summary>Clip, then quantise: passes where 0 &lt;= u &lt;= 1 (the later repository of QCFS).</summary>
    ClipThenFloor,
}

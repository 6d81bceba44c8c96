using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>
/// Spatio-temporal compression: fine slices [T r_t, H r_s, W r_s] of single events are summed to T steps [T, H, W] of synaptic current, a count that is neither clipped nor divided, so that every
/// event is in exactly one of its numbers. Our reading of STC (arXiv 2203.10006, of which only the abstract is public).
/// </summary>
/// <remarks>Merges what a <see cref="Slicing"/> cuts and what a <see cref="Resize.Binned"/> covers; nothing fine is ever stored.</remarks>
/// <param name="Time">r_t, fine slices in a step; at least 1.</param>
/// <param name="Space">r_s, pixels on the side of the square that becomes a pixel; at least 1.</param>
public sealed record Compression(int Time = 1, int Space = 1)
{
    /// <summary>The most fine slices that a recording is cut into, so that a number in a file takes little memory.</summary>
    public const int MostSlices = 1 << 20;

    /// <summary>Each fine slice a step, each pixel a pixel.</summary>
    public static Compression None { get; } = new();

    /// <summary>r_t r_s^2: the numbers that become one.</summary>
    public long Ratio => (long)Time * Space * Space;

    /// <summary>The slices of the steps.</summary>
    /// <param name="fine">The rule that cuts into fine slices.</param>
    public Slicing Of(Slicing fine) => Time == 1 ? fine : new Slicing.Joined(fine, Time);

    /// <summary>Extents of what is summed to frames of a size.</summary>
    /// <param name="frame">Columns and rows of a frame.</param>
    public (long Width, long Height) FineSize(SensorSize frame) => ((long)frame.Width * Space, (long)frame.Height * Space);

    /// <summary>For example <c>5 slices of 2x2 pixels to one, 20 to 1</c>.</summary>
    public override string ToString() => $"{Time} {(Time == 1 ? "slice" : "slices")} of {Space}x{Space} {(Space == 1 ? "pixel" : "pixels")} to one, {Ratio} to 1";
}

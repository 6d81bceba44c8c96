namespace Saccade.Events.Images;

/// <summary>An image and what it shows.</summary>
/// <param name="Id">Stable name inside its set, with <c>/</c> between folders.</param>
/// <param name="Label">Index of the class.</param>
/// <param name="Image">The image.</param>
public sealed record LabelledImage(string Id, int Label, RasterImage Image);

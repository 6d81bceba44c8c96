namespace Saccade.Events.Images.Png;

/// <summary>Colour types of PNG, with the numbers of the file.</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

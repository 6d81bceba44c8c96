using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>A part of a still image that is scaled to a frame, in pixels from its upper left corner; borders may lie within pixels.</summary>
/// <param name="Left">Columns before it.</param>
/// <param name="Top">Rows before it.</param>
/// <param name="Width">Columns, above 0.</param>
/// <param name="Height">Rows, above 0.</param>
/// <param name="IsCut">Whether nothing beyond it is looked at when it is smoothed, as of an image that was cut before it was scaled.</param>
public readonly record struct ImageBox(double Left, double Top, double Width, double Height, bool IsCut = false)
{
    /// <summary>
    /// What a frame shows of the middle of an image that is scaled, with its aspect ratio, until the frame is a share of it: for 0.875 and a frame of 224x224, the shorter side becomes 256 and the middle 224x224 is
    /// seen (torchvision's <c>Resize(256)</c> and <c>CenterCrop(224)</c>).
    /// </summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="frame">Columns and rows of the frame.</param>
    /// <param name="share">The share of the shorter side, above 0 to 1.</param>
    public static ImageBox Middle(int width, int height, SensorSize frame, double share)
    {
        long columns = (long)Math.Round(frame.Width / share), rows = (long)Math.Round(frame.Height / share);
        if (width * rows <= height * columns)
            rows = Math.Max(rows, columns * height / width);
        else
            columns = Math.Max(columns, rows * width / height);
        double left = Math.Round((columns - frame.Width) / 2.0, MidpointRounding.ToEven), top = Math.Round((rows - frame.Height) / 2.0, MidpointRounding.ToEven);
        double across = (double)width / columns, down = (double)height / rows;
        return new ImageBox(left * across, top * down, frame.Width * across, frame.Height * down);
    }
}

namespace Saccade.Training.Reports.Drawing;

/// <summary>The palette, by position.</summary>
internal static class Paint
{
    /// <summary>Number of colours that the style sheet defines.</summary>
    public const int Count = 7;

    /// <summary>The colour of a position; they repeat.</summary>
    public static int Of(int position) => position % Count;
}

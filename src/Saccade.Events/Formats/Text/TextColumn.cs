namespace Saccade.Events.Formats.Text;

/// <summary>What a column of a text file holds.</summary>
public enum TextColumn
{
    /// <summary>Nothing that is used.</summary>
    Ignored = 0,

    /// <summary>Time.</summary>
    Time = 1,

    /// <summary>Column of the pixel, 0 at the left.</summary>
    X = 2,

    /// <summary>Row of the pixel, 0 at the top.</summary>
    Y = 3,

    /// <summary>Polarity: 1 for ON, 0 or -1 for OFF.</summary>
    Polarity = 4,
}

namespace Saccade.Events.Synthetic;

/// <summary>Outline of a generated object.</summary>
public enum SyntheticShape
{
    /// <summary>Filled circle.</summary>
    Disc = 0,

    /// <summary>Long thin rectangle.</summary>
    Bar = 1,

    /// <summary>Filled square.</summary>
    Square = 2,

    /// <summary>Two crossed bars.</summary>
    Cross = 3,

    /// <summary>Circle line.</summary>
    Ring = 4,
}

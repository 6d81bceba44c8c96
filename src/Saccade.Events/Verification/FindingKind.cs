namespace Saccade.Events.Verification;

/// <summary>How a check came out.</summary>
public enum FindingKind
{
    /// <summary>It was as it should be.</summary>
    Sound = 0,

    /// <summary>Something a user should know, or something that could not be checked.</summary>
    Note = 1,

    /// <summary>It was not as it should be.</summary>
    Problem = 2,
}

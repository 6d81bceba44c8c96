using Saccade.Files;

namespace Saccade.Recognition;

/// <summary>
/// A recording or image that no decision can be made of: damaged, of an unknown format, of another sensor, larger than the limits, or not of the kind that the
/// model was trained on. The message names it.
/// </summary>
public sealed class RecordingException : SaccadeException
{
    /// <summary>Describes what is wrong with one recording.</summary>
    /// <param name="recording">Its name, as the caller gave it.</param>
    /// <param name="message">The whole message, the name in it.</param>
    /// <param name="inner">The cause, when another exception reported it.</param>
    internal RecordingException(string recording, string message, Exception? inner = null)
        : base(message, inner) => Recording = recording;

    /// <summary>Name of the recording, as the caller gave it.</summary>
    public string Recording { get; }

    /// <summary>Its position in the batch, from 0; null where it was given alone.</summary>
    public int? Position { get; private init; }

    /// <summary>What got and expected say of a recording.</summary>
    internal static RecordingException Of(string recording, string got, string expected) => new(recording, $"{recording}: got {got}, expected {expected}");

    /// <summary>The same trouble, with the place in a batch.</summary>
    internal static RecordingException InBatch(string recording, int position, int count, Exception inner)
        => new(recording, $"recording {position + 1} of {count}: {inner.Message}", inner) { Position = position };
}

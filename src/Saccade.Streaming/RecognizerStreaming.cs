using Saccade.Recognition;

namespace Saccade.Streaming;

/// <summary>Streams of a recognizer.</summary>
public static class RecognizerStreaming
{
    /// <summary>Begins a stream. The first call makes the plan, which all streams of the recognizer with equal <see cref="StreamOptions.Plan"/> share.</summary>
    /// <param name="recognizer">The recognizer; may be disposed while the stream goes on.</param>
    /// <param name="options">How the stream is decided.</param>
    /// <exception cref="StreamPlanException">A layer of the network cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or the model decides on still images.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed before the call.</exception>
    public static StreamSession Stream(this Recognizer recognizer, StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Plan);
        return recognizer.Companion(options.Plan, (network, card) => new StreamModel(network, card, options.Plan)).Open(options);
    }
}

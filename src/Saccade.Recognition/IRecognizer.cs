namespace Saccade.Recognition;

/// <summary>
/// Decides what recordings show. <see cref="Recognizer"/> does it with a model file; an application depends on this interface, and its tests put in what they like.
/// </summary>
/// <remarks>Safe for any number of threads at once.</remarks>
public interface IRecognizer
{
    /// <summary>What is known of the model: its name, its labels, how recordings become frames.</summary>
    ModelCard Card { get; }

    /// <summary>Decides on the calling thread.</summary>
    /// <param name="input">A path, a stream, events, frames or an image.</param>
    /// <param name="cancellation">Stops between pieces of the file and between layers of the network.</param>
    /// <exception cref="RecordingException">Nothing can be decided of this input; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed before the call.</exception>
    Decision Recognize(RecognizerInput input, CancellationToken cancellation = default);

    /// <summary>Decides off the calling thread, which is free at once; streams are read asynchronously.</summary>
    /// <inheritdoc cref="Recognize"/>
    Task<Decision> RecognizeAsync(RecognizerInput input, CancellationToken cancellation = default);

    /// <summary>Decides about all, several at a time, on the calling thread and those of the thread pool.</summary>
    /// <param name="inputs">The inputs; no stream may be there twice.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The decisions in the order of the inputs, each to the bit what <see cref="Recognize"/> gives.</returns>
    /// <exception cref="RecordingException">
    /// An input cannot be read or decided; <see cref="RecordingException.Position"/> says which, the first of several. Call <see cref="Recognize"/> for each where the
    /// others are wanted all the same.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed before the call.</exception>
    IReadOnlyList<Decision> RecognizeAll(IReadOnlyList<RecognizerInput> inputs, CancellationToken cancellation = default);
}

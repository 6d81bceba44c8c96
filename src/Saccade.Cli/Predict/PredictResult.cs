using Saccade.Recognition;
using Saccade.Training.Runs;

namespace Saccade.Cli.Predict;

/// <summary>The result of <c>saccade predict</c> for programs.</summary>
internal sealed record PredictResult(string Model, IReadOnlyList<string> Labels, IReadOnlyList<PredictedRecording> Recordings, IReadOnlyList<UnreadableRecording> Failed);

/// <summary>What the model says about one recording; probabilities are in the order of the labels.</summary>
internal sealed record PredictedRecording(
    string Recording,
    string Label,
    double Confidence,
    IReadOnlyList<double> Probabilities,
    IReadOnlyList<PredictedStep> Steps,
    int Events,
    StageTimes Milliseconds)
{
    public static PredictedRecording Of(string path, int events, TimeSpan reading, Prediction prediction) => new(
        path, prediction.Final.Label, prediction.Final.Confidence, prediction.Final.Probabilities,
        [.. prediction.Steps.Select(s => new PredictedStep(s.Step, s.Label, s.Confidence, s.Probabilities))], events,
        new StageTimes(reading.TotalMilliseconds, prediction.Framing.TotalMilliseconds, prediction.Inference.TotalMilliseconds));
}

/// <summary>The decision after some time steps.</summary>
internal sealed record PredictedStep(int Step, string Label, double Confidence, IReadOnlyList<double> Probabilities);

/// <summary>Milliseconds of each stage.</summary>
internal sealed record StageTimes(double Read, double Frames, double Network);

/// <summary>A recording that could not be read.</summary>
internal sealed record UnreadableRecording(string Recording, string Error);

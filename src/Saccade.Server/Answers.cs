using System.ComponentModel;
using System.Text.Json.Serialization;
using Saccade.Recognition;
using Saccade.Streaming;

namespace Saccade.Server;

/// <summary>What the model decided about a recording, as JSON.</summary>
internal sealed record DecisionAnswer(
    [property: Description("The name under which it was sent.")] string Recording,
    [property: Description("Name of the decided class.")] string Label,
    [property: Description("Index of the decided class among the model's labels, from 0.")] int Class,
    [property: Description("Probability of the decided class, 0 to 1.")] double Confidence,
    [property: Description("Probability of each class, in the order of the model's labels.")] IReadOnlyList<double> Probabilities,
    [property: Description("The decision after 1, 2, ... T time steps; the last is the decision.")] IReadOnlyList<StepAnswer> Steps,
    [property: Description("Events of the recording; 0 for images and frames.")] long Events,
    [property: Description("Events left out because they are outside the model's sensor.")] long Outside,
    [property: Description("What it took.")] TimesAnswer Milliseconds)
{
    public static DecisionAnswer Of(Decision decision) => new(
        decision.Recording, decision.Label, decision.Class, decision.Confidence, decision.Probabilities,
        [.. decision.AfterEachStep.Select(s => new StepAnswer(s.Step, s.Label, s.Class, s.Confidence, s.Probabilities))],
        decision.Events, decision.Outside,
        new TimesAnswer(decision.Times.Reading.TotalMilliseconds, decision.Times.Framing.TotalMilliseconds, decision.Times.Network.TotalMilliseconds));
}

/// <summary>The decision after some time steps.</summary>
internal sealed record StepAnswer(
    [property: Description("Time steps seen, from 1.")] int Step,
    string Label,
    int Class,
    double Confidence,
    [property: Description("The softmax of the mean logits of these steps.")] IReadOnlyList<double> Probabilities);

/// <summary>Milliseconds of each stage.</summary>
internal sealed record TimesAnswer(
    [property: Description("Receiving and decoding bytes.")] double Read,
    [property: Description("Making frames.")] double Frames,
    [property: Description("Running the network.")] double Network);

/// <summary>The decision of a stream after a time step.</summary>
internal sealed record StreamAnswer(
    long Number, int Step, string Label, int Class, double Confidence, IReadOnlyList<double> Probabilities, long TimeMicros, long Events, double Milliseconds, bool Final)
{
    public static StreamAnswer Of(StreamDecision d)
        => new(d.Number, d.Step, d.Label, d.Class, d.Confidence, d.Probabilities, d.TimeMicros, d.Events, d.Compute.TotalMilliseconds, d.IsFinal);
}

/// <summary>The last message of a stream: what became of its events, and why it ended if that is its fault.</summary>
internal sealed record StreamEnd(StreamCounts End, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem);

/// <summary>What the server decides with.</summary>
internal sealed record ModelAnswer(
    string Name,
    [property: Description("Names of the classes, in the order of probabilities.")] IReadOnlyList<string> Labels,
    [property: Description("'recording' or 'image': what is sent to /decisions.")] string Takes,
    [property: Description("Columns and rows of the sensor that it was trained for.")] IReadOnlyList<int> Sensor,
    [property: Description("Time steps of a decision, T.")] int Steps,
    [property: Description("Rows, columns and channels of a frame: H, W, C.")] IReadOnlyList<int> Frame)
{
    public static ModelAnswer Of(Recognizer recognizer) => new(
        recognizer.Card.Name, recognizer.Card.Labels, recognizer.SeesImages ? "image" : "recording", [recognizer.Sensor.Width, recognizer.Sensor.Height],
        recognizer.Card.Preprocessing.Positions.Count, [recognizer.Input.Height, recognizer.Input.Width, recognizer.Input.Channels]);
}

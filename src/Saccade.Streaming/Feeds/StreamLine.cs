using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saccade.Streaming.Feeds;

/// <summary>What a stream says to other programs: a line of JSON for each decision.</summary>
internal static class StreamLine
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A decision.</summary>
    public static string Of(StreamDecision d) => Written(json =>
    {
        json.WriteNumber("decision", d.Number);
        json.WriteNumber("step", d.Step);
        json.WriteString("label", d.Label);
        json.WriteNumber("class", d.Class);
        Number(json, "confidence", d.Confidence);
        json.WriteStartArray("probabilities");
        foreach (double probability in d.Probabilities)
            Value(json, probability);
        json.WriteEndArray();
        json.WriteBoolean("final", d.IsFinal);
        json.WriteNumber("time_us", d.TimeMicros);
        json.WriteNumber("events", d.Events);
        Number(json, "compute_us", d.Compute.TotalMicroseconds);
    });

    /// <summary>What became of a source.</summary>
    public static string Of(StreamEnd end) => Written(json =>
    {
        json.WriteString("source", end.Source);
        json.WriteBoolean("fell_silent", end.FellSilent);
        json.WriteNumber("events", end.Received);
        json.WriteNumber("dropped", end.Dropped);
        json.WriteNumber("late", end.Counts.Late);
        json.WriteNumber("outside", end.Counts.Outside);
        json.WriteNumber("unseen", end.Counts.Unseen);
        json.WriteNumber("malformed", end.Malformed);
        json.WriteNumber("restarts", end.Counts.Restarts);
        json.WriteNumber("decisions", end.Counts.Decisions);
        json.WriteNumber("steps", end.Counts.Steps);
        Number(json, "median_step_us", end.Tally.StepMicros(0.5));
        Number(json, "p99_step_us", end.Tally.StepMicros(0.99));
    });

    private static string Written(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    /// <summary>JSON has no "not a number"; null says the same to every reader.</summary>
    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}

using System.Globalization;
using Google.Protobuf;
using Saccade.Events.Images.Png;

namespace Saccade.Training.RunLog;

/// <summary>
/// Writes the numbers of a run for TensorBoard, as an event file beside <c>metrics.jsonl</c>. The run log leads: when a run goes on, the file is made again from what the log
/// holds by then, so that no lost epoch stays in it.
/// </summary>
/// <remarks>Scalars by epoch, named <c>phase/what</c>; results at the end by time step, <c>split/what</c>; firing-rate maps as a picture, <c>split/firing-rate-maps</c>.</remarks>
internal sealed class TensorBoardLog : ITrainingObserver, IDisposable
{
    // Field numbers of TensorFlow's event.proto and summary.proto.
    private const int WallTime = 1, Step = 2, FileVersion = 3, SummaryField = 5, Value = 1, Tag = 1, SimpleValue = 2, Image = 4;

    // Of its message for images; a colour space of 1 is grey.
    private const int ImageHeight = 1, ImageWidth = 2, ColourSpace = 3, EncodedImage = 4;

    private readonly FileStream _stream;
    private readonly TensorRecords _records;
    private readonly TimeProvider _time;

    private TensorBoardLog(FileStream stream, TimeProvider time) => (_stream, _records, _time) = (stream, new TensorRecords(stream), time);

    /// <summary>Begins the file of a run folder, in place of any other.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="before">What the log holds already.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static TensorBoardLog Create(string folder, IReadOnlyList<RunLogEntry> before, TimeProvider time)
    {
        // TensorBoard takes files whose names hold "tfevents". One name, so that a run that goes on has no second file beside it.
        var log = new TensorBoardLog(new FileStream(Path.Combine(folder, "events.out.tfevents.0.saccade"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), time);
        try
        {
            log.Begin(before.Count > 0 ? before[0].At : time.GetUtcNow());
            foreach (var entry in before)
                log.Write(entry.At, entry.Event);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened) => Write(_time.GetUtcNow(), happened);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Begin(DateTimeOffset at) => Record(at, 0, output =>
    {
        output.WriteTag(FileVersion, WireFormat.WireType.LengthDelimited);
        output.WriteString("brain.Event:2");
    });

    private void Write(DateTimeOffset at, TrainingEvent happened)
    {
        switch (happened)
        {
            case EpochDone e:
                Scalars(at, e.Epoch, Of(e).Select(scalar => ($"{e.Phase}/{scalar.Name}", scalar.Value)));
                break;
            case Evaluated e:
                for (int t = 0; t < e.AccuracyBySteps.Count; t++)
                    Scalars(at, t + 1, Of(e, t).Select(scalar => ($"{e.Split}/{scalar.Name}", scalar.Value)));
                break;
            case MapsDrawn { IsWhole: true } maps:
                Picture(at, maps);
                break;
        }
    }

    private static IEnumerable<(string Name, double? Value)> Of(EpochDone e) =>
    [
        ("loss/train", e.TrainLoss), .. e.LossTerms.Select(term => ($"loss/{term.Kind}", (double?)term.Value)),
        ("loss/validation", e.ValidationLoss), ("accuracy/train", e.TrainAccuracy), ("accuracy/validation", e.ValidationAccuracy), ("accuracy/test", e.TestAccuracy), ("loss/test", e.TestLoss),
        .. e.AccuracyBySteps.Select((accuracy, t) => (string.Create(CultureInfo.InvariantCulture, $"accuracy-by-steps/{t + 1:00}"), (double?)accuracy)),
        ("rate", e.Rate), ("samples-per-second", e.SamplesPerSecond), .. e.FiringRates.Select(rate => ($"firing-rate/{rate.Layer}", (double?)rate.Rate)),
    ];

    private static IEnumerable<(string Name, double? Value)> Of(Evaluated e, int step) =>
    [
        ("accuracy", e.AccuracyBySteps[step]),
        ("calibration-error", step < e.CalibrationErrorBySteps.Count ? e.CalibrationErrorBySteps[step] : null),
        ("milliseconds", step < e.MillisecondsBySteps.Count ? e.MillisecondsBySteps[step] : null),
        ("true-probability", step < e.Outputs.Count ? e.Outputs[step].TrueProbability : null),
    ];

    private void Scalars(DateTimeOffset at, long step, IEnumerable<(string Name, double? Value)> scalars) => Summary(at, step, summary =>
    {
        foreach (var (name, value) in scalars.Where(scalar => scalar.Value is not null))
        {
            Within(summary, Value, scalar =>
            {
                scalar.WriteTag(Tag, WireFormat.WireType.LengthDelimited);
                scalar.WriteString(name);
                scalar.WriteTag(SimpleValue, WireFormat.WireType.Fixed32);
                scalar.WriteFloat((float)value!.Value);
            });
        }
    });

    private void Picture(DateTimeOffset at, MapsDrawn maps)
    {
        var picture = maps.Draw();
        using var png = new MemoryStream();
        PngWriter.Write(png, picture);
        Summary(at, maps.Maps[^1].Steps, summary => Within(summary, Value, value =>
        {
            value.WriteTag(Tag, WireFormat.WireType.LengthDelimited);
            value.WriteString($"{maps.Split}/firing-rate-maps");
            Within(value, Image, image =>
            {
                foreach (var (field, number) in new[] { (ImageHeight, picture.Height), (ImageWidth, picture.Width), (ColourSpace, picture.Channels) })
                {
                    image.WriteTag(field, WireFormat.WireType.Varint);
                    image.WriteInt32(number);
                }

                image.WriteTag(EncodedImage, WireFormat.WireType.LengthDelimited);
                image.WriteBytes(ByteString.CopyFrom(png.ToArray()));
            });
        }));
    }

    private void Summary(DateTimeOffset at, long step, Action<CodedOutputStream> content) => Record(at, step, output => Within(output, SummaryField, content));

    /// <summary>A message as the value of a field.</summary>
    private static void Within(CodedOutputStream output, int field, Action<CodedOutputStream> content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(content)));
    }

    private void Record(DateTimeOffset at, long step, Action<CodedOutputStream> content) => _records.Write(Message(output =>
    {
        output.WriteTag(WallTime, WireFormat.WireType.Fixed64);
        output.WriteDouble(at.ToUnixTimeMilliseconds() / 1e3);
        output.WriteTag(Step, WireFormat.WireType.Varint);
        output.WriteInt64(step);
        content(output);
    }));

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
            write(output);
        return buffer.ToArray();
    }
}

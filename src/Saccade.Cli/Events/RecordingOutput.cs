using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Cli.Events;

/// <summary>Writes recordings: to a file that appears only when it is whole, or to standard output.</summary>
internal static class RecordingOutput
{
    /// <summary>Opens the output, lets it be written, and puts the file in its place.</summary>
    public static T Write<T>(OutputOptions options, CommandContext context, Func<Stream, T> write)
    {
        if (options.Path == "-")
        {
            using Stream output = context.Console.OpenOutput();
            return write(output);
        }

        if (!options.Force && File.Exists(options.Path))
            throw new CommandException(ExitCode.Usage, $"{options.Path} is there already; --force replaces it");
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(options.Path))!;
        Directory.CreateDirectory(folder);
        string part = options.Path + ".part";
        try
        {
            T result;
            using (FileStream stream = new(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                result = write(stream);
            File.Move(part, options.Path, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>The writer for the output's format.</summary>
    public static EventWriter Writer(OutputOptions options, Stream stream, SensorSize? sensor) => options.EventFormat!.CreateWriter(
        stream, new WriteOptions { Path = options.Name, Sensor = sensor, Compression = options.Lz4 ? PacketCompression.Lz4 : PacketCompression.None });

    /// <summary>Says what the format could not hold.</summary>
    public static IEnumerable<string> Notes(OutputOptions options, WriteReport report, bool sensorMeasured)
    {
        string format = options.EventFormat!.Name;
        if (report.TimeShift != 0)
            yield return $"{options.Name}: {format} cannot hold the times as they are; {Text.Count(report.TimeShift)} us were added to all";
        if (report.SensorDropped && !sensorMeasured)
            yield return $"{options.Name}: {format} does not say how large the sensor is";
        if (sensorMeasured && !report.SensorDropped)
            yield return $"{options.Name}: the sensor is not known; it is written as large as the events need (--sensor WxH gives it)";
    }
}

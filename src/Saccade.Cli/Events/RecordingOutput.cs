using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Cli.Events;

/// <summary>Writes recordings: to a file that appears only when it is whole, or to standard output.</summary>
internal static class RecordingOutput
{
    /// <summary>Opens the output, lets it be written, and puts the file in its place.</summary>
    public static T Write<T>(OutputOptions options, CommandContext context, Func<Stream, T> write)
    {
        if (options.Path == "-")
        {
            using var output = context.Console.OpenOutput();
            return write(output);
        }

        if (!options.Force && File.Exists(options.Path))
            throw new CommandException(ExitCode.Usage, $"{options.Path} is there already; --force replaces it");
        MakeFolder(options.Path);
        using var file = AtomicFile.Create(options.Path);
        var result = write(file.Stream);
        file.Commit();
        return result;
    }

    /// <summary>One missing folder is made. More of them, or one beside the system's own, are nearly always a slip.</summary>
    private static void MakeFolder(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (Directory.Exists(folder))
            return;
        string? parent = System.IO.Path.GetDirectoryName(folder);
        if (parent is null || !Directory.Exists(parent) || parent == System.IO.Path.GetPathRoot(parent))
            throw new CommandException(ExitCode.Usage, $"{path}: there is no folder {folder}; make it first");
        Directory.CreateDirectory(folder);
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

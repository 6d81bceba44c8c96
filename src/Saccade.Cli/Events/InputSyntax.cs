using System.CommandLine;
using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Cli.Events;

/// <summary>How a recording that a command line names is to be read; the words as they were typed.</summary>
internal sealed record InputOptions
{
    public required string Path { get; init; }

    public string? Format { get; init; }

    public bool Salvage { get; init; }

    public bool Sort { get; init; }

    public bool KeepInvalid { get; init; }

    public bool DropOutside { get; init; }

    public string? Sensor { get; init; }

    public string? Addresses { get; init; }

    public string? Columns { get; init; }

    public string? TimeUnit { get; init; }

    public int? Stream { get; init; }

    /// <summary>The name for messages; a pipe has none.</summary>
    public string Name => Path == PipedInput.Path ? PipedInput.Name : Path;

    public IEnumerable<string> Validate()
    {
        if (Format is not null && EventFormats.Default.All.All(f => f.Name != Format))
            yield return $"--format {Format}: expected one of {string.Join(", ", EventFormats.Default.All.Select(f => f.Name))}";
        if (Sensor is not null && ParseSensor(Sensor) is null)
            yield return $"--sensor {Sensor}: expected WIDTHxHEIGHT, for example 640x480";
        if (Addresses is not null && ParseWord<AddressLayout>(Addresses) is null)
            yield return $"--addresses {Addresses}: expected one of {Words<AddressLayout>()}";
        if (TimeUnit is not null && ParseWord<TimeUnit>(TimeUnit) is null)
            yield return $"--unit {TimeUnit}: expected one of {Words<TimeUnit>()}";
        if (Columns is not null && ParseColumns(Columns) is null)
            yield return $"--columns {Columns}: expected the letters t, x, y and p, each once and '-' for others, in the order of the columns, for example t,x,y,p";
    }

    /// <summary>The options as the library takes them; valid only when there are no problems.</summary>
    public ReadOptions ToReadOptions() => new()
    {
        Path = Name,
        Sensor = Sensor is null ? null : ParseSensor(Sensor),
        OutsideSensor = DropOutside ? OutsideSensor.Drop : OutsideSensor.Fail,
        Damage = Salvage ? DamagePolicy.Salvage : DamagePolicy.Fail,
        KeepInvalid = KeepInvalid,
        Addresses = Addresses is null ? null : ParseWord<AddressLayout>(Addresses),
        Stream = Stream,
        Text = new TextLayout(Columns is null ? null : ParseColumns(Columns), TimeUnit is null ? null : ParseWord<TimeUnit>(TimeUnit)),
    };

    public static SensorSize? ParseSensor(string text) =>
        text.Split('x') is [var w, var h]
        && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out int height)
        && new SensorSize(width, height) is { IsValid: true } size ? size : null;

    private static TextColumn[]? ParseColumns(string text)
    {
        TextColumn?[] columns = [.. text.Split(',').Select(c => c.Trim() switch
        {
            "t" => TextColumn.Time,
            "x" => TextColumn.X,
            "y" => TextColumn.Y,
            "p" => TextColumn.Polarity,
            "-" => TextColumn.Ignored,
            _ => (TextColumn?)null,
        })];
        TextColumn[] needed = [TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity];
        return columns.All(c => c is not null) && needed.All(n => columns.Count(c => c == n) == 1) ? [.. columns.Select(c => c!.Value)] : null;
    }

    private static T? ParseWord<T>(string word)
        where T : struct, Enum
    {
        int found = Array.FindIndex(Enum.GetNames<T>(), n => string.Equals(n, word.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        return found < 0 ? null : Enum.GetValues<T>()[found];
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));
}

/// <summary>The options of all commands that read a recording.</summary>
internal sealed class InputSyntax
{
    private readonly Option<string?> _format = new("--format") { Description = "Format of the input; default: recognised by its first bytes, else by its name.", HelpName = "NAME" };
    private readonly Option<bool> _salvage = new("--salvage") { Description = "Read damaged files: skip the damaged part, use the rest, and count what is lost." };
    private readonly Option<bool> _sort = new("--sort") { Description = "Put events in order of time." };
    private readonly Option<string?> _sensor = new("--sensor") { Description = "Size of the sensor, for files that do not say it.", HelpName = "WxH" };
    private readonly Option<bool> _dropOutside = new("--drop-outside") { Description = "Leave out and count events that are not on the sensor; default: an error." };
    private readonly Option<bool> _keepInvalid = new("--keep-invalid") { Description = "Keep events that the camera marked as not valid (AEDAT 3.1)." };
    private readonly Option<string?> _addresses = new("--addresses") { Description = "Meaning of AEDAT 1 and 2 addresses: dvs128, cifar10dvs, davis240, davis346.", HelpName = "LAYOUT" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Columns of a text file or a nameless table, for example t,x,y,p ('-' for others).", HelpName = "LIST" };
    private readonly Option<string?> _unit = new("--unit") { Description = "Unit of time in text or tables: microseconds, milliseconds, nanoseconds, seconds; else it is taken from the file.", HelpName = "UNIT" };
    private readonly Option<int?> _stream = new("--stream") { Description = "Number of the stream or group in a file of several cameras (AEDAT 4, HDF5).", HelpName = "N" };

    public InputSyntax AddTo(Command command)
    {
        Option[] all = [_format, _salvage, _sort, _sensor, _dropOutside, _keepInvalid, _addresses, _columns, _unit, _stream];
        foreach (var option in all)
            command.Add(option);
        return this;
    }

    public InputOptions Get(ParseResult parsed, string path) => new()
    {
        Path = path,
        Format = parsed.GetValue(_format),
        Salvage = parsed.GetValue(_salvage),
        Sort = parsed.GetValue(_sort),
        Sensor = parsed.GetValue(_sensor),
        DropOutside = parsed.GetValue(_dropOutside),
        KeepInvalid = parsed.GetValue(_keepInvalid),
        Addresses = parsed.GetValue(_addresses),
        Columns = parsed.GetValue(_columns),
        TimeUnit = parsed.GetValue(_unit),
        Stream = parsed.GetValue(_stream),
    };
}

using System.CommandLine;

namespace Saccade.Cli.Events;

/// <summary>The options of all commands that read a recording.</summary>
internal sealed class InputSyntax
{
    private readonly Option<string?> _format = new("--format") { Description = "Format of the input; default: told by its first bytes, else by its name.", HelpName = "NAME" };
    private readonly Option<bool> _salvage = new("--salvage") { Description = "Survive damage: use what is before and behind it, and count what is lost." };
    private readonly Option<bool> _sort = new("--sort") { Description = "Put events in order of time." };
    private readonly Option<string?> _sensor = new("--sensor") { Description = "Size of the sensor, for files that do not name it.", HelpName = "WxH" };
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

using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What a reader must know beyond the bytes of the file.</summary>
public sealed record ReadOptions
{
    /// <summary>Name of the file in messages: a path, or an archive and an entry.</summary>
    public string Path { get; init; } = "(unnamed recording)";

    /// <summary>The sensor on which every event must lie; null when only the format's own limits hold.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>What happens to events outside <see cref="Sensor"/>.</summary>
    public OutsideSensor OutsideSensor { get; init; }

    /// <summary>What happens where the data are damaged.</summary>
    public DamagePolicy Damage { get; init; }

    /// <summary>Whether events that the camera marked as not valid are delivered all the same; else they are left out and counted.</summary>
    public bool KeepInvalid { get; init; }

    /// <summary>Meaning of the address bits of AEDAT 1 and 2; null to take it from the header, else that of the DVS128.</summary>
    public AddressLayout? Addresses { get; init; }

    /// <summary>Number of the stream to read where a file holds several cameras (AEDAT 4, HDF5); null for the first with events (in HDF5: the only one).</summary>
    public int? Stream { get; init; }

    /// <summary>Columns of a text file or of a table in NumPy or HDF5, and the unit of time there; null to take them from the file.</summary>
    public TextLayout? Text { get; init; }

    /// <summary>
    /// Whether the offset that some HDF5 files (DSEC's <c>/t_offset</c>) keep beside their times is added to them; else times are
    /// as they are in the file, and the offset is a header field.
    /// </summary>
    public bool AddTimeOffset { get; init; }
}

/// <summary>What a reader does where the data are not what the format promises.</summary>
public enum DamagePolicy
{
    /// <summary>It stops with <see cref="Model.EventFormatException"/>; the events before the damage have been delivered.</summary>
    Fail = 0,

    /// <summary>It goes on after the damage, as far as the format lets it, and counts what is lost in the <see cref="DecodeReport"/>.</summary>
    Salvage = 1,
}

/// <summary>What a reader does with an event whose coordinates are not on the declared sensor.</summary>
public enum OutsideSensor
{
    /// <summary>The file is at fault: <see cref="Model.EventFormatException"/> with the byte offset of the record.</summary>
    Fail = 0,

    /// <summary>The event is left out and counted in <see cref="DecodeReport.OutsideSensor"/>.</summary>
    Drop = 1,
}

using Saccade.Events.Formats.Text;

namespace Saccade.Events.Formats.Columns;

/// <summary>The four columns of a recording.</summary>
/// <param name="Time">Time.</param>
/// <param name="X">Column of the pixel.</param>
/// <param name="Y">Row of the pixel.</param>
/// <param name="Polarity">1 for ON, 0 or -1 for OFF.</param>
internal sealed record EventColumns(EventColumn Time, EventColumn X, EventColumn Y, EventColumn Polarity)
{
    /// <summary>
    /// Unit of time. Null when nothing tells it: then it is guessed from the times.
    /// </summary>
    public TimeUnit? Unit { get; init; }

    /// <summary>Microseconds to add to every time.</summary>
    public long TimeOffset { get; init; }

    /// <summary>Where the file ends too early, when it does; what is before it has been kept.</summary>
    public Shortfall? Shortfall { get; init; }

    /// <summary>All four, with what they hold.</summary>
    public IEnumerable<EventColumn> All => [Time, X, Y, Polarity];

    /// <summary>Chooses the four columns of an event.</summary>
    /// <param name="columns">Columns, with what each holds; there is one for each field.</param>
    public static EventColumns Of(IEnumerable<(TextColumn Meaning, EventColumn Column)> columns)
    {
        var found = columns.Where(c => c.Meaning != TextColumn.Ignored).ToDictionary(c => c.Meaning, c => c.Column);
        return new(found[TextColumn.Time], found[TextColumn.X], found[TextColumn.Y], found[TextColumn.Polarity]);
    }
}

/// <summary>A column of numbers in a file that keeps each field of its events apart.</summary>
internal abstract class EventColumn
{
    /// <summary>Stands for a number that is no integer of 64 bits.</summary>
    public const long NotAnInteger = long.MinValue;

    /// <summary>Name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Number of rows.</summary>
    public abstract long Length { get; }

    /// <summary>Whether the numbers are floating-point.</summary>
    public abstract bool IsFloat { get; }

    /// <summary>Reads integers; those of more than 63 bits become <see cref="NotAnInteger"/>. Not for floating-point columns.</summary>
    public abstract void Read(long first, Span<long> into);

    /// <summary>Reads numbers as double precision.</summary>
    public abstract void Read(long first, Span<double> into);

    /// <summary>Position of a row in bytes from the beginning of what <see cref="Name"/> names; 0 when it is not known.</summary>
    public virtual long OffsetOf(long row) => 0;

    /// <summary>Reads integers of any column; what is no integer becomes <see cref="NotAnInteger"/>.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="into">Receives the integers.</param>
    /// <param name="room">Room for as many numbers.</param>
    public void ReadIntegers(long first, Span<long> into, Span<double> room)
    {
        if (!IsFloat)
        {
            Read(first, into);
            return;
        }

        Read(first, room[..into.Length]);
        for (int i = 0; i < into.Length; i++)
            into[i] = Math.Abs(room[i]) < 1L << 53 && Math.Floor(room[i]) == room[i] ? (long)room[i] : NotAnInteger;
    }
}

/// <summary>A file that ends before the data that it announces.</summary>
/// <param name="Offset">Where it ends, in bytes.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Got">What is there.</param>
/// <param name="LostBytes">Bytes that are there and cannot be used.</param>
internal sealed record Shortfall(long Offset, string Expected, string Got, long LostBytes);

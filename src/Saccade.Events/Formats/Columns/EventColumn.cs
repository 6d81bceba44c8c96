namespace Saccade.Events.Formats.Columns;

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

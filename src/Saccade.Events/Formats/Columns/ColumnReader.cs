using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Columns;

/// <summary>
/// A reader of files that keep each field of their events apart, so that no event is complete before the end: it collects
/// the bytes, and joins the columns when all are there.
/// </summary>
/// <remarks>Memory grows with the bytes that really came.</remarks>
internal abstract class ColumnReader(ReadOptions options) : EventReader(options)
{
    private const int BlockRows = 4096;

    private readonly List<HeaderField> _header = [];
    private readonly long[] _times = new long[BlockRows], _x = new long[BlockRows], _y = new long[BlockRows], _polarities = new long[BlockRows];
    private readonly double[] _room = new double[BlockRows];
    private byte[] _bytes = [];
    private int _count;
    private bool _isOpened;
    private SensorSize? _named;

    /// <inheritdoc/>
    public sealed override SensorSize? Sensor => Options.Sensor ?? _named;

    /// <inheritdoc/>
    public sealed override bool IsHeaderComplete => _isOpened;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<HeaderField> Header => _header;

    /// <summary>Finds the columns of the events in the whole file, and hands them to <see cref="Join"/>.</summary>
    protected abstract void Open(ArraySegment<byte> file, EventBuffer into);

    /// <summary>Says which sensor the file names.</summary>
    protected void NameSensor(SensorSize sensor) => _named = sensor;

    /// <summary>Says something about the file.</summary>
    protected void Note(string name, string value) => _header.Add(new HeaderField(name, value));

    /// <inheritdoc/>
    protected sealed override void Decode(ReadOnlySpan<byte> chunk, EventBuffer into)
    {
        if (chunk.Length > Array.MaxLength - _count)
            throw new EventFormatException(Options.Path, _count, $"at most {Array.MaxLength} bytes", "more", "cut the recording, or convert it with its own tools");
        if (_count + chunk.Length > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, _count + chunk.Length)));
        chunk.CopyTo(_bytes.AsSpan(_count));
        _count += chunk.Length;
    }

    /// <inheritdoc/>
    protected sealed override void End(EventBuffer into)
    {
        Open(new ArraySegment<byte>(_bytes, 0, _count), into);
        _isOpened = true;
        _bytes = [];
    }

    /// <summary>Adds the events of some columns.</summary>
    protected void Join(EventColumns columns, EventBuffer into)
    {
        long rows = columns.All.Min(c => c.Length);
        var guess = Options.Text?.Unit is null && columns.Unit is null ? GuessOf(columns.Time, rows) : null;
        var unit = guess?.Unit ?? Options.Text?.Unit ?? columns.Unit!.Value;
        Note("time unit", guess?.ToString() ?? unit.ToString().ToLowerInvariant());
        into.EnsureCapacity((int)Math.Min(Array.MaxLength, into.Count + rows));
        var bounds = Sensor ?? new SensorSize(SensorSize.MaxExtent, SensorSize.MaxExtent);
        for (long first = 0; first < rows; first += BlockRows)
        {
            int count = (int)Math.Min(BlockRows, rows - first);
            ReadTimes(columns, unit, first, count);
            int before = into.Count;
            columns.X.ReadIntegers(first, _x.AsSpan(0, count), _room);
            columns.Y.ReadIntegers(first, _y.AsSpan(0, count), _room);
            columns.Polarity.ReadIntegers(first, _polarities.AsSpan(0, count), _room);
            AddBlock(columns, first, count, bounds, into);
            Tally.Remark = guess?.Doubt(into.Times[before..], columns.Time.OffsetOf(first)) ?? Tally.Remark;
        }

        if (columns.All.FirstOrDefault(c => c.Length != rows) is { } longer)
            Damaged(0, $"as many of '{longer.Name}' as of the other columns, {rows}", $"{longer.Length}", "the columns do not belong together");
        if (columns.Shortfall is { } missing)
            Damaged(missing.Offset, missing.Expected, missing.Got, "the file is truncated", missing.LostBytes);
    }

    /// <summary>Guesses the unit from the first block of times; without events any unit is right.</summary>
    private TimeUnitGuess GuessOf(EventColumn times, long rows)
    {
        var sample = _room.AsSpan(0, (int)Math.Min(BlockRows, rows));
        bool haveFractions = false;
        if (times.IsFloat)
        {
            times.Read(0, sample);
            foreach (double time in sample)
                haveFractions |= Math.Floor(time) != time;
        }

        return TimeUnitGuess.Of(!times.IsFloat || rows == 0, haveFractions, Options.Path, times.OffsetOf(0));
    }

    /// <summary>Reads times in microseconds; those that cannot be become <see cref="EventColumn.NotAnInteger"/>.</summary>
    private void ReadTimes(EventColumns columns, TimeUnit unit, long first, int count)
    {
        var times = _times.AsSpan(0, count);
        int shift = ColumnNames.Shift(unit);
        if (columns.Time.IsFloat)
        {
            columns.Time.Read(first, _room.AsSpan(0, count));
            double scale = unit == TimeUnit.Nanoseconds ? 1000 : Math.Pow(10, shift);
            for (int i = 0; i < count; i++)
                times[i] = Micros(unit == TimeUnit.Nanoseconds ? _room[i] / scale : _room[i] * scale);
        }
        else
        {
            columns.Time.Read(first, times);
            if (shift != 0)
            {
                foreach (ref long time in times)
                    time = Micros(time, unit);
            }
        }

        if (columns.TimeOffset != 0)
        {
            foreach (ref long time in times)
                time = time == EventColumn.NotAnInteger ? time : SumOrNone(time, columns.TimeOffset);
        }
    }

    private static long Micros(double micros) =>
        Math.Abs(micros) < 9.2e18 ? (long)Math.Round(micros, MidpointRounding.AwayFromZero) : EventColumn.NotAnInteger;

    private static long Micros(long time, TimeUnit unit)
    {
        if (time == EventColumn.NotAnInteger)
            return time;
        if (unit == TimeUnit.Nanoseconds)
            return time / 1000 + (time % 1000 >= 500 ? 1 : time % 1000 <= -500 ? -1 : 0);
        var micros = (Int128)time * (unit == TimeUnit.Seconds ? 1_000_000 : 1000);
        return micros > long.MaxValue || micros < -long.MaxValue ? EventColumn.NotAnInteger : (long)micros;
    }

    private static long SumOrNone(long time, long offset)
    {
        var sum = (Int128)time + offset;
        return sum > long.MaxValue || sum < -long.MaxValue ? EventColumn.NotAnInteger : (long)sum;
    }

    private void AddBlock(EventColumns columns, long first, int count, SensorSize bounds, EventBuffer into)
    {
        for (int i = 0; i < count; i++)
        {
            long time = _times[i], x = _x[i], y = _y[i], polarity = _polarities[i];
            bool onSensor = (ulong)x < (ulong)bounds.Width && (ulong)y < (ulong)bounds.Height;
            if (onSensor && polarity is >= -1 and <= 1 && time != EventColumn.NotAnInteger)
            {
                into.Add(time, (ushort)x, (ushort)y, polarity == 1 ? (byte)1 : (byte)0);
                Tally.Events++;
            }
            else
            {
                Refuse(columns, first + i, i, bounds);
            }
        }
    }

    private void Refuse(EventColumns columns, long row, int i, SensorSize bounds)
    {
        (EventColumn Column, string Expected, long Value)? wrong =
            _times[i] == EventColumn.NotAnInteger ? (columns.Time, "a time that fits 64 bits of microseconds", _times[i])
            : _x[i] == EventColumn.NotAnInteger ? (columns.X, "a whole number as x", _x[i])
            : _y[i] == EventColumn.NotAnInteger ? (columns.Y, "a whole number as y", _y[i])
            : _polarities[i] is < -1 or > 1 ? (columns.Polarity, "a polarity of 1, 0 or -1", _polarities[i])
            : null;
        if (wrong is { } w)
            Damaged(w.Column.OffsetOf(row), w.Expected, w.Value == EventColumn.NotAnInteger ? $"another number in row {row} of '{w.Column.Name}'" : $"{w.Value} in row {row} of '{w.Column.Name}'");
        else
            LeaveOut(columns.X.OffsetOf(row), Clamped(_x[i]), Clamped(_y[i]), bounds);
    }

    private static int Clamped(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}

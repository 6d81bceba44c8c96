using System.Runtime.InteropServices;

namespace Saccade.Training.Teachers;

/// <summary>Rows of numbers by sample: in memory, or in a temporary file where they would take too much of it. What is recalled is what was kept, to the bit.</summary>
internal sealed class AnswerStore : IDisposable
{
    private readonly int _length;
    private readonly bool[] _has;
    private readonly float[][]? _rows;
    private readonly FileStream? _file;

    /// <summary>An empty store.</summary>
    /// <param name="samples">Number of rows.</param>
    /// <param name="length">Numbers in a row.</param>
    /// <param name="mostInMemory">Bytes that all rows together may take in memory.</param>
    public AnswerStore(int samples, int length, long mostInMemory = 1L << 30)
    {
        (_length, _has) = (length, new bool[samples]);
        if ((long)samples * length * sizeof(float) <= mostInMemory)
            _rows = new float[samples][];
        else
            _file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
    }

    /// <summary>Whether a sample's row was kept.</summary>
    public bool Has(int sample) => _has[sample];

    /// <summary>Keeps a row.</summary>
    public void Keep(int sample, ReadOnlySpan<float> row)
    {
        if (_rows is not null)
            _rows[sample] = row.ToArray();
        else
            RandomAccess.Write(_file!.SafeFileHandle, MemoryMarshal.AsBytes(row), PlaceOf(sample));
        _has[sample] = true;
    }

    /// <summary>Reads a row that was kept.</summary>
    public void Recall(int sample, Span<float> row)
    {
        if (_rows is not null)
        {
            _rows[sample].CopyTo(row);
            return;
        }

        var bytes = MemoryMarshal.AsBytes(row);
        for (int read = 0; read < bytes.Length;)
        {
            int more = RandomAccess.Read(_file!.SafeFileHandle, bytes[read..], PlaceOf(sample) + read);
            read += more > 0 ? more : throw new IOException($"the temporary file '{_file.Name}' with answers of a teacher was cut while in use");
        }
    }

    /// <summary>Removes the file, if there is one.</summary>
    public void Dispose() => _file?.Dispose();

    private long PlaceOf(int sample) => (long)sample * _length * sizeof(float);
}

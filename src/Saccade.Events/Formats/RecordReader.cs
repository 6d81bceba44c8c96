using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>
/// A reader of files whose events are records of one length: whole runs of them are decoded without a branch per event, and
/// only a run with something in it that needs a closer look is decoded record by record.
/// </summary>
/// <param name="options">What the reader is told.</param>
/// <param name="recordBytes">Length of a record.</param>
public abstract class RecordReader(ReadOptions options, int recordBytes) : BlockReader(options)
{
    /// <summary>Records decoded at a stretch; what they give stays in the first-level cache.</summary>
    private const int BlockRecords = 1024;

    /// <inheritdoc/>
    protected override string Awaited => $"a record of {recordBytes} bytes";

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int whole = bytes.Length / recordBytes * recordBytes;
        for (int at = 0; at < whole;)
        {
            int count = Math.Min(BlockRecords, (whole - at) / recordBytes);
            var block = bytes.Slice(at, count * recordBytes);
            if (TryDecodeBlock(block, into.Reserve(count)))
            {
                into.Commit(count);
                Tally.Events += count;
            }
            else
            {
                DecodeCarefully(block, Offset + at, into);
            }

            at += block.Length;
        }

        Wanted = recordBytes;
        return whole;
    }

    /// <summary>Decodes a run of records into columns of as many events; false when some record needs a closer look, and then nothing has happened.</summary>
    private protected abstract bool TryDecodeBlock(ReadOnlySpan<byte> block, EventBuffer.Columns columns);

    /// <summary>Decodes a run record by record.</summary>
    private protected abstract void DecodeCarefully(ReadOnlySpan<byte> block, long offset, EventBuffer into);
}

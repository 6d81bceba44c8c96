using System.Buffers.Binary;
using Google.Protobuf;
using Saccade.Events.Images;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.RunLog;

public sealed class TensorBoardTests : IDisposable
{
    private readonly List<(long, string, int, int, byte[])> _pictures = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;

    /// <summary>CRC-32C of the 32 bytes 0 to 31 and of 32 zeros is in RFC 3720, appendix B.4.</summary>
    [Fact]
    public void Checksum_IsTheMaskedOneOfTheStandard()
    {
        Assert.Equal(Masked(0x46DD794E), TensorRecords.MaskedChecksum([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(Masked(0x8A9136AA), TensorRecords.MaskedChecksum(new byte[32]));

        static uint Masked(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    [Fact]
    public void Run_ReadsBackAsItsScalars()
    {
        var time = new ManualTime();
        using (var log = TensorBoardLog.Create(_folder, [], time))
        {
            foreach (var happened in Samples.Run(epochs: 2))
                log.Observe(happened);
        }

        var events = Read();

        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.All(events, e => Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds() / 1e3, e.Time));
        var scalars = events.SelectMany(e => e.Scalars.Select(s => (s.Key, e.Step, s.Value))).ToList();
        var epoch = Samples.Epoch("finetune", 2, spiking: true);
        Assert.Contains(("finetune/loss/train", 2L, (float)epoch.TrainLoss), scalars);
        Assert.Contains(("finetune/accuracy/validation", 2L, (float)epoch.ValidationAccuracy!.Value), scalars);
        Assert.Contains(("finetune/firing-rate/conv2", 2L, 0.08f), scalars);
        Assert.Contains(("finetune/accuracy-by-steps/05", 2L, (float)epoch.AccuracyBySteps[4]), scalars);
        Assert.Contains(("test/milliseconds", 3L, 135.5f), scalars);
        Assert.Contains(("test/true-probability", 2L, 0.66f), scalars);
        Assert.DoesNotContain(scalars, s => s.Key.EndsWith("accuracy/test", StringComparison.Ordinal));
        Assert.Equal(2 * 2, scalars.Count(s => s.Key.EndsWith("/rate", StringComparison.Ordinal)));
    }

    /// <summary>The picture is a PNG of two channels at T = 1 above the same at T = 5, 2 pixels between maps of 3x2.</summary>
    [Fact]
    public void Maps_ReadBackAsAPicture()
    {
        using (var log = TensorBoardLog.Create(_folder, [], new ManualTime()))
        {
            foreach (var happened in Samples.Run(epochs: 1))
                log.Observe(happened);
        }

        var (step, name, height, width, png) = Assert.Single(Pictures());

        Assert.Equal((5L, "test/firing-rate-maps", 2 + 2 + 2, 3 + 2 + 3), (step, name, height, width));
        using var stream = new MemoryStream(png);
        var image = ImageFile.Read(stream, "maps.png");
        Assert.Equal((8, 6, 1), (image.Width, image.Height, image.Channels));
        Assert.Equal([0, 0, 255, 0, 0, 255, 0, 0], image.Samples[..8].ToArray());
    }

    /// <summary>A run that goes on writes the file again from its log.</summary>
    [Fact]
    public void RunThatGoesOn_HasWhatItsLogHolds_Once()
    {
        var first = new RunLogEntry(DateTimeOffset.UnixEpoch.AddSeconds(5), Samples.Epoch("p", 1, spiking: false));
        using (var lost = TensorBoardLog.Create(_folder, [first], new ManualTime()))
            lost.Observe(Samples.Epoch("p", 2, spiking: false));

        using (var again = TensorBoardLog.Create(_folder, [first], new ManualTime()))
            again.Observe(Samples.Epoch("p", 2, spiking: false));

        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal([0, 1, 2], Read().Select(e => e.Step));
        Assert.Equal(5, Read()[1].Time);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Reads the records and checks their checksums.</summary>
    private List<(double Time, long Step, string? Version, Dictionary<string, float> Scalars)> Read()
    {
        var events = new List<(double, long, string?, Dictionary<string, float>)>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(Directory.GetFiles(_folder, "*tfevents*").Single());
        while (rest.Length > 0)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            Assert.Equal(TensorRecords.MaskedChecksum(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            var record = rest.Slice(12, length);
            Assert.Equal(TensorRecords.MaskedChecksum(record), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            events.Add(Event(record.ToArray()));
            rest = rest[(12 + length + 4)..];
        }

        return events;
    }

    private IEnumerable<(long Step, string Name, int Height, int Width, byte[] Png)> Pictures()
    {
        Read();
        return _pictures;
    }

    private (double Time, long Step, string? Version, Dictionary<string, float> Scalars) Event(byte[] record)
    {
        var (time, step, version, scalars) = (0.0, 0L, (string?)null, new Dictionary<string, float>());
        var input = new CodedInputStream(record);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: time = input.ReadDouble(); break;
                case 2: step = input.ReadInt64(); break;
                case 3: version = input.ReadString(); break;
                default: Summary(step, input.ReadBytes().ToByteArray(), scalars); break;
            }
        }

        return (time, step, version, scalars);
    }

    private void Summary(long step, byte[] summary, Dictionary<string, float> scalars)
    {
        var input = new CodedInputStream(summary);
        while (input.ReadTag() != 0)
        {
            var value = input.ReadBytes().CreateCodedInput();
            value.ReadTag();
            string name = value.ReadString();
            if (WireFormat.GetTagFieldNumber(value.ReadTag()) == 2)
                scalars.Add(name, value.ReadFloat());
            else
                _pictures.Add(Picture(step, name, value.ReadBytes().CreateCodedInput()));
        }
    }

    private static (long Step, string Name, int Height, int Width, byte[] Png) Picture(long step, string name, CodedInputStream image)
    {
        int[] numbers = new int[3];
        for (int i = 0; i < numbers.Length; i++)
        {
            image.ReadTag();
            numbers[i] = image.ReadInt32();
        }

        image.ReadTag();
        return (step, name, numbers[0], numbers[1], image.ReadBytes().ToByteArray());
    }
}

using System.Buffers.Binary;
using System.Text;
using Saccade.Networks.Files;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Files;

public sealed class SafetensorsReadingTests
{
    [Theory]
    [InlineData("conversion")]
    [InlineData("frames")]
    [InlineData("losses")]
    [InlineData("optimizers")]
    [InlineData("surrogates")]
    public void Open_ReferenceFile_AgreesWithAnIndependentReader(string name)
    {
        var golden = GoldenFile.Open(name);

        using var file = SafetensorsFile.Open(SharedData.Require("golden", name + ".safetensors"));

        Assert.Equal(golden.Names.Order(StringComparer.Ordinal), file.Entries.Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(file.Metadata["what"]);
        foreach (var entry in file.Entries)
        {
            Assert.Equal(golden.Shape(entry.Name), entry.Shape);
            if (entry.Type == SafetensorsType.F32)
                Assert.Equal(golden.Floats(entry.Name), file.ReadFloats(entry.Name));
            else if (entry.Type == SafetensorsType.I64)
                Assert.Equal(golden.Longs(entry.Name), file.ReadInt64s(entry.Name));
            else
                Assert.Equal(golden.Doubles(entry.Name), file.ReadDoubles(entry.Name));
        }
    }

    [Fact]
    public void Open_FileOfAnotherProject_IsRead()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("data", "weights", "burn_mnist.safetensors"));

        Assert.Equal(20, file.Entries.Count);
        Assert.Empty(file.Metadata);
        Assert.Equal("F32 [8, 1, 3, 3]", file.Entry("conv1.weight").Describe());
        Assert.Equal("I64 []", file.Entry("norm1.num_batches_tracked").Describe());
        Assert.Single(file.ReadInt64s("norm1.num_batches_tracked"));
        Assert.All(file.ReadFloats("fc1.weight"), weight => Assert.InRange(weight, -10f, 10f));
    }

    [Fact]
    public void ReadFloats_NarrowAndWideTypes_AreConverted()
    {
        byte[] data = new byte[16];
        BinaryPrimitives.WriteDoubleLittleEndian(data, 0.1);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(8), (Half)(-1.5f));
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(10), 0x3F80);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(12), 0xC2F7);
        using var file = Open("""
            {"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"h":{"dtype":"F16","shape":[],"data_offsets":[8,10]},
             "b":{"dtype":"BF16","shape":[2],"data_offsets":[10,14]},"u":{"dtype":"BOOL","shape":[2,1],"data_offsets":[14,16]}}
            """, data);

        Assert.Equal([0.1f], file.ReadFloats("d"));
        Assert.Equal([-1.5f], file.ReadFloats("h"));
        Assert.Equal([1f, -123.5f], file.ReadFloats("b"));
        Assert.Equal([0, 0], file.ReadBytes("u"));
        Assert.Equal(SafetensorsType.Bool, file.Entry("u").Type);
    }

    [Theory]
    [InlineData("{", "a header that is not JSON")]
    [InlineData("[]", "got StartArray, expected a JSON object")]
    [InlineData("{} x", "a header that is not JSON")]
    [InlineData("{}{}", "a header that is not JSON")]
    [InlineData("""{"a":1}""", "got Number, expected an object that describes tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "tensor 'a' without data_offsets")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", "dtype 'F31' of tensor 'a', expected one of BOOL")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", "key 'more' of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "key 'dtype' of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "-1 in shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "1.5 in shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "got String, expected numbers only in shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,4]}}""", "4294967296 in shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "got 4 bytes of data for tensor 'a', expected 8 for F32 [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,4],"data_offsets":[0,4]}}""", "got 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "data_offsets [4, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "more than 2 numbers in data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "expected a begin and an end within the 4 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}""", "18446744073709551615 in data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "with overlap with tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "with a gap after the header")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", "with a gap after tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "got 2 bytes after tensor 'a', expected the end of the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'a' a second time")]
    [InlineData("""{"__metadata__":{"k":1}}""", "got Number, expected a text as metadata 'k'")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "metadata 'k' a second time")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "a second __metadata__")]
    [InlineData("""{"__metadata__":{"k":"\ud800"}}""", "a text that is not UTF-8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", "expected numbers only in shape")]
    public void Open_BrokenHeader_SaysWhatAndWhere(string header, string message)
    {
        var e = Assert.Throws<ModelFileException>(() => Open(header, new byte[4]));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("weights.safetensors, byte ", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Offset, 8, 8 + header.Length + 4);
    }

    [Fact]
    public void Open_NestingWithoutEnd_IsRefused() =>
        Assert.Throws<ModelFileException>(() => Open("{\"a\":" + new string('[', 100_000), []));

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(3UL)]
    public void Open_HeaderLongerThanTheFile_AllocatesNothing(ulong length)
    {
        byte[] bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var e = Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(new MemoryStream(bytes), "x"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(0, e.Offset);
    }

    [Fact]
    public void Open_LargeShapeOnPaper_AllocatesNothing()
    {
        // A terabyte that the file does not have.
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ModelFileException>(() => Open("""{"a":{"dtype":"F32","shape":[1048576,262144],"data_offsets":[0,1099511627776]}}""", new byte[4]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Open_TruncatedAtAnyByte_IsRefused()
    {
        byte[] whole = SafetensorsWritingTests.Sample();

        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            var e = Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(new MemoryStream(part), "part"));
            Assert.InRange(e.Offset, 0, length);
        }
    }

    [Fact]
    public void Open_AnyByteChanged_NeverThrowsAnythingElse()
    {
        byte[] whole = SafetensorsWritingTests.Sample();

        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte value in (byte[])[0, (byte)'"', (byte)'9', 0x80, 0xFF])
            {
                byte[] changed = [.. whole];
                changed[at] = value;
                try
                {
                    using var file = SafetensorsFile.Open(new MemoryStream(changed), "changed");
                    foreach (var entry in file.Entries)
                        Assert.Equal(entry.ByteCount, file.ReadBytes(entry.Name).Length);
                }
                catch (ModelFileException e)
                {
                    Assert.InRange(e.Offset, 0, whole.Length);
                }
            }
        }
    }

    [Fact]
    public void ReadFloats_OfWrongTypeOrName_NamesTheTensor()
    {
        using var file = SafetensorsFile.Open(new MemoryStream(SafetensorsWritingTests.Sample()), "s");

        Assert.Contains("tensor 'steps' of type I64 [2]", Assert.Throws<ModelFileException>(() => file.ReadFloats("steps")).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor 'wieght'", Assert.Throws<ModelFileException>(() => file.ReadFloats("wieght")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => file.ReadFloats("weight", new float[5]));
    }

    [Fact]
    public void ReadFloats_BeyondTwoGigabytes_UsesLongOffsets()
    {
        // 3 GB of zeros that exist only as a number, and one value behind them.
        using var file = SafetensorsFile.Open(new ZerosThenOne(3L << 30), "large");

        Assert.Equal([1f], file.ReadFloats("last"));
        Assert.Equal(3L << 30, file.Entry("zeros").ByteCount);
        Assert.Contains("at most", Assert.Throws<ModelFileException>(() => file.ReadBytes("zeros")).Message, StringComparison.Ordinal);
    }

    internal static byte[] Bytes(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    private static SafetensorsFile Open(string header, byte[] data) =>
        SafetensorsFile.Open(new MemoryStream(Bytes(header, data)), "weights.safetensors");

    private sealed class ZerosThenOne(long zeros) : Stream
    {
        private readonly byte[] _head = Bytes(
            $$$"""{"zeros":{"dtype":"U8","shape":[{{{zeros / 2}}},2],"data_offsets":[0,{{{zeros}}}]},"last":{"dtype":"F32","shape":[],"data_offsets":[{{{zeros}}},{{{zeros + 4}}}]}}""", []);

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _head.Length + zeros + 4;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, Length - Position);
            byte[] one = BitConverter.GetBytes(1f);
            for (int i = 0; i < count; i++, Position++)
            {
                long tail = Position - _head.Length - zeros;
                buffer[offset + i] = Position < _head.Length ? _head[Position] : tail < 0 ? (byte)0 : one[tail];
            }

            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

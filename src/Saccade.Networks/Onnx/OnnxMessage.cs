using Google.Protobuf;

namespace Saccade.Networks.Onnx;

/// <summary>
/// A protobuf message that is put together field by field. ONNX files hold few kinds of messages, so their fields are named by number where they are written
/// (<see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>), and there is no generated code.
/// </summary>
internal sealed class OnnxMessage : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public OnnxMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    /// <summary>The message of some fields.</summary>
    public static byte[] Of(Action<OnnxMessage> fields)
    {
        using var message = new OnnxMessage();
        fields(message);
        message._output.Flush();
        return message._bytes.ToArray();
    }

    public OnnxMessage Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    public OnnxMessage Real(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
        return this;
    }

    public OnnxMessage Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
        return this;
    }

    public OnnxMessage Bytes(int field, byte[] value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value)); // not copied: a weight may have many megabytes
        return this;
    }

    public OnnxMessage Message(int field, Action<OnnxMessage> fields) => Bytes(field, Of(fields));

    public void Dispose()
    {
        _output.Dispose();
        _bytes.Dispose();
    }
}

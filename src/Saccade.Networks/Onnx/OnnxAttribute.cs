namespace Saccade.Networks.Onnx;

/// <summary>An attribute of a node: a number, some whole numbers or a real one.</summary>
public sealed class OnnxAttribute
{
    private const int NameField = 1, RealField = 2, NumberField = 3, NumbersField = 8, TypeField = 20;
    private const int RealType = 1, NumberType = 2, NumbersType = 7;

    private readonly Action<OnnxMessage> _write;

    private OnnxAttribute(Action<OnnxMessage> write) => _write = write;

    /// <summary>A whole number.</summary>
    /// <param name="attribute">Name and value.</param>
    public static implicit operator OnnxAttribute((string Name, int Value) attribute)
        => new(message => message.Text(NameField, attribute.Name).Number(NumberField, attribute.Value).Number(TypeField, NumberType));

    /// <summary>A real number.</summary>
    /// <param name="attribute">Name and value.</param>
    public static implicit operator OnnxAttribute((string Name, float Value) attribute)
        => new(message => message.Text(NameField, attribute.Name).Real(RealField, attribute.Value).Number(TypeField, RealType));

    /// <summary>Whole numbers.</summary>
    /// <param name="attribute">Name and values.</param>
    public static implicit operator OnnxAttribute((string Name, int[] Values) attribute) => new(message =>
    {
        message.Text(NameField, attribute.Name);
        foreach (int value in attribute.Values)
            message.Number(NumbersField, value);
        message.Number(TypeField, NumbersType);
    });

    internal void Write(OnnxMessage message) => _write(message);
}

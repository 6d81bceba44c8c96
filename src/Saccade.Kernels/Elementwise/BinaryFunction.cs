namespace Saccade.Kernels.Elementwise;

/// <summary>A function of two numbers that is applied to pairs of elements; each rounds once.</summary>
public enum BinaryFunction
{
    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x y.</summary>
    Multiply,

    /// <summary>x / y.</summary>
    Divide,
}

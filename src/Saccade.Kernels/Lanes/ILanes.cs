namespace Saccade.Kernels.Lanes;

/// <summary>
/// A group of float32 lanes that a kernel body is written over once and compiled for 1, 4, 8 and 16 lanes.
/// Nothing else in the product wraps a <c>Vector…</c> type.
/// </summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
/// <remarks>
/// Every operation rounds as IEEE 754 float32 does, so a kernel gives the same bits at every width as long as each
/// output element is computed by one lane. Comparisons with NaN are false.
/// </remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>All lanes set to 0.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>All lanes set to <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Reads <see cref="Count"/> consecutive floats at <paramref name="source"/>; no alignment is needed.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes <see cref="Count"/> consecutive floats at <paramref name="target"/>; no alignment is needed.</summary>
    static abstract void Store(TSelf value, float* target);

    /// <summary>Lane-wise sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Lane-wise difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Lane-wise product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Lane-wise quotient.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>Lane-wise <c>a * b + c</c> with one rounding.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>Lane-wise minimum; which operand is returned for NaN is not specified.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>Lane-wise maximum; which operand is returned for NaN is not specified.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>Lane-wise absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Lane-wise square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Lane-wise largest integer not above the value.</summary>
    static abstract TSelf Floor(TSelf value);

    /// <summary>Lane-wise <c>left &gt;= right ? yes : no</c>.</summary>
    static abstract TSelf SelectGreaterOrEqual(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>Lane-wise <c>left &gt; right ? yes : no</c>.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf yes, TSelf no);

    /// <summary>Lane-wise <c>2^exponent</c> for integral exponents in [-126, 127].</summary>
    static abstract TSelf PowerOfTwo(TSelf exponent);

    /// <summary>Lane-wise exponent e of a positive normal number, which is 2^e times its <see cref="Significand"/>.</summary>
    static abstract TSelf Exponent(TSelf value);

    /// <summary>Lane-wise significand of a positive normal number, from 1 to below 2.</summary>
    static abstract TSelf Significand(TSelf value);

    /// <summary>Bit i is 1 where lane i is not 0 (NaN counts as not 0).</summary>
    static abstract uint NonZeroMask(TSelf value);

    /// <summary>Writes each lane, a whole number from 0 to 255, as a byte.</summary>
    static abstract void StoreBytes(TSelf value, byte* target);
}

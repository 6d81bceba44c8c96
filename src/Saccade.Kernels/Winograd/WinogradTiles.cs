using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The three transforms of F(m, 3) along one axis: n = m + 2 inputs give m outputs of a kernel of 3 with n multiplications instead of 3m
/// (Lavin and Gray, arXiv 1509.09308); and the transposes of two of them, with which the gradient of the kernel is made: G^T [(A dy) * (B^T x)] where
/// outputs are A^T [(G w) * (B^T x)]. Each reads vectors of channels through pointers and writes them a stride apart.
/// </summary>
internal unsafe interface IWinogradTile
{
    /// <summary>m, outputs along an axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>n inputs to n products' left sides.</summary>
    static abstract void Input<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;

    /// <summary>3 kernel values to n products' right sides.</summary>
    static abstract void Kernel<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;

    /// <summary>n products to m outputs.</summary>
    static abstract void Output<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;

    /// <summary>The transpose of <see cref="Output"/>: gradients of m outputs to n products' right sides.</summary>
    static abstract void OutputGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;

    /// <summary>The transpose of <see cref="Kernel"/>: n products to the gradients of 3 kernel values.</summary>
    static abstract void KernelGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;
}

/// <summary>One of the transforms of a tile that makes sides of products from pixels.</summary>
internal unsafe interface IWinogradAxis
{
    /// <summary>Pixels that it reads.</summary>
    static abstract int Inputs { get; }

    /// <summary>n, sides of products that it writes.</summary>
    static abstract int Products { get; }

    /// <inheritdoc cref="IWinogradTile.Input"/>
    static abstract void Apply<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>;
}

/// <inheritdoc cref="IWinogradTile.Input"/>
internal readonly unsafe struct InputAxis<T> : IWinogradAxis
    where T : struct, IWinogradTile
{
    public static int Inputs => T.Outputs + 2;

    public static int Products => T.Outputs + 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
        => T.Input<V>(from, at, to, stride);
}

/// <inheritdoc cref="IWinogradTile.OutputGradient"/>
internal readonly unsafe struct OutputGradientAxis<T> : IWinogradAxis
    where T : struct, IWinogradTile
{
    public static int Inputs => T.Outputs;

    public static int Products => T.Outputs + 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
        => T.OutputGradient<V>(from, at, to, stride);
}

/// <summary>F(2, 3) at the points 0, 1, -1 and infinity: 2.25 times fewer multiplications in the plane.</summary>
internal readonly unsafe struct WinogradTile2 : IWinogradTile
{
    public static int Outputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V d0 = V.Load(from[0] + at), d1 = V.Load(from[1] + at), d2 = V.Load(from[2] + at), d3 = V.Load(from[3] + at);
        V.Store(d0 - d2, to);
        V.Store(d1 + d2, to + stride);
        V.Store(d2 - d1, to + 2 * stride);
        V.Store(d1 - d3, to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V g0 = V.Load(from[0] + at), g1 = V.Load(from[1] + at), g2 = V.Load(from[2] + at);
        V half = V.Broadcast(0.5f), outer = g0 + g2;
        V.Store(g0, to);
        V.Store(half * (outer + g1), to + stride);
        V.Store(half * (outer - g1), to + 2 * stride);
        V.Store(g2, to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at), m3 = V.Load(from[3] + at);
        V.Store(m0 + m1 + m2, to);
        V.Store(m1 - m2 - m3, to + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V y0 = V.Load(from[0] + at), y1 = V.Load(from[1] + at);
        V.Store(y0, to);
        V.Store(y0 + y1, to + stride);
        V.Store(y0 - y1, to + 2 * stride);
        V.Store(V.Zero - y1, to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at), m3 = V.Load(from[3] + at);
        V half = V.Broadcast(0.5f), sum = half * (m1 + m2);
        V.Store(m0 + sum, to);
        V.Store(half * (m1 - m2), to + stride);
        V.Store(sum + m3, to + 2 * stride);
    }
}

/// <summary>F(3, 3) at the points 0, 1, -1, 2 and infinity: 3.24 times fewer multiplications in the plane; fits maps of 6x6 and 9x9.</summary>
internal readonly unsafe struct WinogradTile3 : IWinogradTile
{
    public static int Outputs => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V d0 = V.Load(from[0] + at), d1 = V.Load(from[1] + at), d2 = V.Load(from[2] + at), d3 = V.Load(from[3] + at), d4 = V.Load(from[4] + at);
        V two = V.Broadcast(2), odd = d3 - d1;
        V.Store(V.Fma(two, d0 - d2, odd), to);
        V.Store(V.Fma(V.Broadcast(-2), d1, d3 - d2), to + stride);
        V.Store(V.Fma(two, d1, V.Fma(V.Broadcast(-3), d2, d3)), to + 2 * stride);
        V.Store(odd, to + 3 * stride);
        V.Store(V.Fma(V.Broadcast(-2), odd, d4 - d2), to + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V g0 = V.Load(from[0] + at), g1 = V.Load(from[1] + at), g2 = V.Load(from[2] + at);
        V sixth = V.Broadcast(1f / 6), outer = g0 + g2;
        V.Store(V.Broadcast(0.5f) * g0, to);
        V.Store(V.Broadcast(-0.5f) * (outer + g1), to + stride);
        V.Store(sixth * (g1 - outer), to + 2 * stride);
        V.Store(sixth * V.Fma(V.Broadcast(4), g2, V.Fma(V.Broadcast(2), g1, g0)), to + 3 * stride);
        V.Store(g2, to + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at), m3 = V.Load(from[3] + at), m4 = V.Load(from[4] + at);
        var sum = m1 + m2;
        V.Store(m0 + sum + m3, to);
        V.Store(V.Fma(V.Broadcast(2), m3, m1 - m2), to + stride);
        V.Store(V.Fma(V.Broadcast(4), m3, sum) + m4, to + 2 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V y0 = V.Load(from[0] + at), y1 = V.Load(from[1] + at), y2 = V.Load(from[2] + at), outer = y0 + y2;
        V.Store(y0, to);
        V.Store(outer + y1, to + stride);
        V.Store(outer - y1, to + 2 * stride);
        V.Store(V.Fma(V.Broadcast(4), y2, V.Fma(V.Broadcast(2), y1, y0)), to + 3 * stride);
        V.Store(y2, to + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at), m3 = V.Load(from[3] + at), m4 = V.Load(from[4] + at);
        V half = V.Broadcast(0.5f), sixth = V.Broadcast(1f / 6);
        V.Store(V.Fma(sixth, m3 - m2, half * (m0 - m1)), to);
        V.Store(V.Fma(sixth, V.Fma(V.Broadcast(2), m3, m2), V.Broadcast(-0.5f) * m1), to + stride);
        V.Store(V.Fma(sixth, V.Fma(V.Broadcast(4), m3, V.Zero - m2), V.Fma(V.Broadcast(-0.5f), m1, m4)), to + 2 * stride);
    }
}

/// <summary>F(4, 3) at the points 0, 1, -1, 2, -2 and infinity: 4 times fewer multiplications in the plane.</summary>
internal readonly unsafe struct WinogradTile4 : IWinogradTile
{
    public static int Outputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V d0 = V.Load(from[0] + at), d1 = V.Load(from[1] + at), d2 = V.Load(from[2] + at);
        V d3 = V.Load(from[3] + at), d4 = V.Load(from[4] + at), d5 = V.Load(from[5] + at);
        V two = V.Broadcast(2), four = V.Broadcast(4), minusFour = V.Broadcast(-4), minusFive = V.Broadcast(-5);
        V even = V.Fma(minusFour, d2, d4), odd = V.Fma(minusFour, d1, d3), evenStep = d4 - d2, oddStep = two * (d3 - d1);
        V.Store(V.Fma(four, d0, V.Fma(minusFive, d2, d4)), to);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        V.Store(evenStep + oddStep, to + 3 * stride);
        V.Store(evenStep - oddStep, to + 4 * stride);
        V.Store(V.Fma(four, d1, V.Fma(minusFive, d3, d5)), to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V g0 = V.Load(from[0] + at), g1 = V.Load(from[1] + at), g2 = V.Load(from[2] + at);
        V sixth = V.Broadcast(1f / 6), twelfth = V.Broadcast(1f / 12), outer = g0 + g2, mixed = V.Fma(V.Broadcast(1f / 24), g0, sixth * g2);
        V.Store(V.Broadcast(0.25f) * g0, to);
        V.Store(V.Broadcast(-1f / 6) * (outer + g1), to + stride);
        V.Store(sixth * (g1 - outer), to + 2 * stride);
        V.Store(V.Fma(twelfth, g1, mixed), to + 3 * stride);
        V.Store(V.Fma(V.Broadcast(-1f / 12), g1, mixed), to + 4 * stride);
        V.Store(g2, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at);
        V m3 = V.Load(from[3] + at), m4 = V.Load(from[4] + at), m5 = V.Load(from[5] + at);
        V sum = m1 + m2, difference = m1 - m2, farSum = m3 + m4, farDifference = m3 - m4;
        V.Store(m0 + sum + farSum, to);
        V.Store(V.Fma(V.Broadcast(2), farDifference, difference), to + stride);
        V.Store(V.Fma(V.Broadcast(4), farSum, sum), to + 2 * stride);
        V.Store(V.Fma(V.Broadcast(8), farDifference, difference) + m5, to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V y0 = V.Load(from[0] + at), y1 = V.Load(from[1] + at), y2 = V.Load(from[2] + at), y3 = V.Load(from[3] + at);
        V even = y0 + y2, odd = y1 + y3, evenFar = V.Fma(V.Broadcast(4), y2, y0), oddFar = V.Broadcast(2) * V.Fma(V.Broadcast(4), y3, y1);
        V.Store(y0, to);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        V.Store(evenFar + oddFar, to + 3 * stride);
        V.Store(evenFar - oddFar, to + 4 * stride);
        V.Store(y3, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelGradient<V>(float** from, nint at, float* to, nint stride)
        where V : struct, ILanes<V>
    {
        V m0 = V.Load(from[0] + at), m1 = V.Load(from[1] + at), m2 = V.Load(from[2] + at);
        V m3 = V.Load(from[3] + at), m4 = V.Load(from[4] + at), m5 = V.Load(from[5] + at);
        V sixth = V.Broadcast(1f / 6), sum = m1 + m2, farSum = m3 + m4;
        V.Store(V.Fma(V.Broadcast(1f / 24), farSum, V.Fma(V.Broadcast(-1f / 6), sum, V.Broadcast(0.25f) * m0)), to);
        V.Store(V.Fma(V.Broadcast(1f / 12), m3 - m4, sixth * (m2 - m1)), to + stride);
        V.Store(V.Fma(sixth, farSum - sum, m5), to + 2 * stride);
    }
}

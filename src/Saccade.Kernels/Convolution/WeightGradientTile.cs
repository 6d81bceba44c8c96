using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>The register tile of weight gradients, 6 input channels by two vectors of output channels, and the sums that it makes.</summary>
internal static unsafe class WeightGradientTile
{
    /// <summary>Input channels of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Pixels, also of several images, whose panels stay in the first-level cache while all rows of the weight pass.</summary>
    public const int PixelBlock = 192;

    /// <summary>Floats of the sums of a panel of input channels: [taps, 6, columns].</summary>
    public static int BlockLength(in ConvolutionShape shape, int columns) => shape.KernelHeight * shape.KernelWidth * Rows * columns;

    /// <summary>Panels of input channels of a group.</summary>
    public static int InputPanels(in ConvolutionShape shape) => (shape.GroupInputs + Rows - 1) / Rows;

    /// <summary>Adds to the sums of 6 input channels and two vectors of output channels what some pixels contribute, one after the other.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="windows">Where the 6 channels of each pixel's input are.</param>
    /// <param name="pixels">Number of pixels.</param>
    /// <param name="g">Output gradients [pixels, two vectors].</param>
    /// <param name="sums">[6, two vectors].</param>
    public static void Add<V>(float* x, int* windows, int pixels, float* g, float* sums)
        where V : struct, ILanes<V>
    {
        V c00 = At<V>(sums, 0), c01 = At<V>(sums, 1), c10 = At<V>(sums, 2), c11 = At<V>(sums, 3), c20 = At<V>(sums, 4), c21 = At<V>(sums, 5);
        V c30 = At<V>(sums, 6), c31 = At<V>(sums, 7), c40 = At<V>(sums, 8), c41 = At<V>(sums, 9), c50 = At<V>(sums, 10), c51 = At<V>(sums, 11);
        for (int* stop = windows + pixels; windows < stop; windows++)
        {
            float* a = x + *windows;
            V g0 = V.Load(g), g1 = V.Load(g + V.Count);
            g += 2 * V.Count;
            var b = V.Broadcast(a[0]);
            c00 = V.Fma(b, g0, c00);
            c01 = V.Fma(b, g1, c01);
            b = V.Broadcast(a[1]);
            c10 = V.Fma(b, g0, c10);
            c11 = V.Fma(b, g1, c11);
            b = V.Broadcast(a[2]);
            c20 = V.Fma(b, g0, c20);
            c21 = V.Fma(b, g1, c21);
            b = V.Broadcast(a[3]);
            c30 = V.Fma(b, g0, c30);
            c31 = V.Fma(b, g1, c31);
            b = V.Broadcast(a[4]);
            c40 = V.Fma(b, g0, c40);
            c41 = V.Fma(b, g1, c41);
            b = V.Broadcast(a[5]);
            c50 = V.Fma(b, g0, c50);
            c51 = V.Fma(b, g1, c51);
        }

        Put(sums, c00, c01);
        Put(sums + 2 * V.Count, c10, c11);
        Put(sums + 4 * V.Count, c20, c21);
        Put(sums + 6 * V.Count, c30, c31);
        Put(sums + 8 * V.Count, c40, c41);
        Put(sums + 10 * V.Count, c50, c51);
    }

    private static V At<V>(float* source, int vector)
        where V : struct, ILanes<V>
        => V.Load(source + vector * V.Count);

    private static void Put<V>(float* target, V first, V second)
        where V : struct, ILanes<V>
    {
        V.Store(first, target);
        V.Store(second, target + V.Count);
    }

    /// <summary>Writes sums [panels of inputs, taps, 6, columns] where they belong.</summary>
    public static void Write(in ConvolutionShape s, ReadOnlySpan<float> sums, Span<float> gradient, int outputPanel, int begin, int end, int columns)
    {
        int taps = s.KernelHeight * s.KernelWidth, groupPanels = InputPanels(s);
        int first = outputPanel * columns, valid = Math.Min(columns, s.GroupOutputs - first), channel = begin / groupPanels * s.GroupOutputs + first;
        for (int panel = begin; panel < end; panel++)
        {
            int input = panel % groupPanels * Rows, rows = Math.Min(Rows, s.GroupInputs - input);
            for (int i = 0; i < taps * rows; i++)
            {
                int tap = i / rows, row = i % rows;
                sums.Slice((((panel - begin) * taps + tap) * Rows + row) * columns, valid)
                    .CopyTo(gradient[((tap * s.GroupInputs + input + row) * s.OutputChannels + channel)..]);
            }
        }
    }
}

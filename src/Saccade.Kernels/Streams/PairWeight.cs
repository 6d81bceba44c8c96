using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;

namespace Saccade.Kernels.Streams;

/// <summary>
/// Weights of 8 bits as <see cref="PairConvolution"/> reads them: panels of up to 256 output channels, in each of them for each pair of neighbouring inputs and each output channel the two weights side by side.
/// </summary>
internal sealed class PairWeight
{
    /// <summary>The largest size of a weight.</summary>
    public const int LargestWeight = 127;

    /// <summary>The largest input: two products of it with weights fit into 16 bits.</summary>
    public const int LargestInput = short.MaxValue / (2 * LargestWeight);

    private const int Lanes = 32, MostVectors = 8;
    private readonly float[] _memory;
    private readonly int _start;

    /// <summary>Packs weights.</summary>
    /// <param name="shape">The convolution; <see cref="Problem"/> has nothing against it.</param>
    /// <param name="weight">[KH, KW, Cin, Cout], each from -127 to 127.</param>
    /// <param name="most">The largest input.</param>
    /// <exception cref="ArgumentException">The weight has another length, or sums might overflow.</exception>
    public PairWeight(in ConvolutionShape shape, ReadOnlySpan<sbyte> weight, int most)
    {
        if (Problem(shape, most) is { } problem)
            throw new ArgumentException(problem, nameof(shape));
        SpanChecks.Length(weight.Length, shape.WeightSize, nameof(weight), "KH x KW x Cin x Cout");
        int columns = Columns(shape), channels = Channels(shape), depth = shape.KernelHeight * shape.KernelWidth * channels;
        (Shape, Most, Length) = (shape, most, Panels(shape) * columns * depth);
        (_memory, _start) = AlignedArray.Allocate(Length / sizeof(float));
        var packed = MemoryMarshal.Cast<float, sbyte>(_memory.AsSpan(_start, Length / sizeof(float)));
        packed.Clear();
        for (int k = 0; k < shape.Depth; k++)
        {
            int row = (k / shape.InputChannels * channels) + (k % shape.InputChannels);
            for (int c = 0; c < shape.OutputChannels; c++)
                packed[((((c / columns * (depth / 2)) + (row / 2)) * columns + (c % columns)) * 2) + (row % 2)] = weight[(k * shape.OutputChannels) + c];
        }

        Room = RoomOf(shape, weight, most);
    }

    /// <summary>The convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>The largest input.</summary>
    public int Most { get; }

    /// <summary>Bytes of the weights.</summary>
    public int Length { get; }

    /// <summary>The weights, [panels, pairs, columns, 2], each row at the beginning of a cache line.</summary>
    public ReadOnlySpan<sbyte> Packed => MemoryMarshal.Cast<float, sbyte>(_memory.AsSpan(_start, Length / sizeof(float)));

    /// <summary>So many pairs can be added up in 16 bits, whichever they are and whatever their inputs: the proof is the sum of the largest of each output channel.</summary>
    public int Room { get; }

    /// <summary>Output channels of a panel: 1, 2, 4 or 8 vectors of 32.</summary>
    public static int Columns(in ConvolutionShape shape)
    {
        int vectors = 1;
        while (vectors < MostVectors && vectors * Lanes < shape.OutputChannels)
            vectors *= 2;
        return vectors * Lanes;
    }

    /// <summary>Panels.</summary>
    public static int Panels(in ConvolutionShape shape) => (shape.OutputChannels + Columns(shape) - 1) / Columns(shape);

    /// <summary>Input channels with the one that an odd number is filled up by.</summary>
    public static int Channels(in ConvolutionShape shape) => shape.InputChannels + (shape.InputChannels & 1);

    /// <summary>Why the sums of a convolution might overflow, in one sentence, or null: the proof that they do not.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="most">The largest input.</param>
    public static string? Problem(in ConvolutionShape shape, int most)
    {
        if (shape.Groups != 1)
            return $"{shape.Groups} groups, expected 1";
        if (most is < 1 or > LargestInput)
            return $"inputs up to {most}, expected at most {LargestInput}, whose products with two weights fit into 16 bits";
        return (long)shape.Depth * most * LargestWeight <= int.MaxValue ? null : $"{shape.Depth} terms of inputs up to {most} and weights up to {LargestWeight}, which may add up to more than {int.MaxValue}";
    }

    private static int RoomOf(in ConvolutionShape shape, ReadOnlySpan<sbyte> weight, int most)
    {
        int channels = Channels(shape), room = int.MaxValue;
        int[] sizes = new int[shape.KernelHeight * shape.KernelWidth * channels / 2];
        for (int c = 0; c < shape.OutputChannels; c++)
        {
            Array.Clear(sizes);
            for (int k = 0; k < shape.Depth; k++)
                sizes[((k / shape.InputChannels * channels) + (k % shape.InputChannels)) / 2] += most * Math.Abs((int)weight[(k * shape.OutputChannels) + c]);
            Array.Sort(sizes, static (a, b) => b.CompareTo(a));
            long sum = 0;
            int fit = 0;
            while (fit < sizes.Length && (sum += sizes[fit]) <= short.MaxValue)
                fit++;
            room = Math.Min(room, fit == sizes.Length ? int.MaxValue : fit);
        }

        return room;
    }
}

using Saccade.Kernels.Convolution;

namespace Saccade.Bench.Cases;

/// <summary>The convolutions of the networks that we care about.</summary>
internal static class NamedLayers
{
    public static IReadOnlyList<(string Name, ConvolutionShape Shape)> All { get; } =
    [
        ("small 1: 34x34 2->32", Square(34, 2, 32)),
        ("small 2: 17x17 32->64", Square(17, 32, 64)),
        ("small 3: 8x8 64->64", Square(8, 64, 64)),
        ("VGG 1: 48x48 2->64", Square(48, 2, 64)),
        ("VGG 2: 48x48 64->128", Square(48, 64, 128)),
        ("VGG 3: 24x24 128->256", Square(24, 128, 256)),
        ("VGG 4: 24x24 256->256", Square(24, 256, 256)),
        ("VGG 5: 12x12 256->512", Square(12, 256, 512)),
        ("VGG 6: 12x12 512->512", Square(12, 512, 512)),
        ("VGG 7, 8: 6x6 512->512", Square(6, 512, 512)),
    ];

    private static ConvolutionShape Square(int side, int inputs, int outputs) => new(side, side, inputs, outputs, 3, 3, 1, 1);
}

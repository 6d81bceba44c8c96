using Saccade.Kernels.Lanes;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>Batch norm, neurons and the packing of spikes in one walk, against the kernels one after the other on blocks that stay in the cache; one thread.</summary>
internal static class NeuronBench
{
    private const int Steps = 5, Block = 1024;

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        new("neurons", "VGG 2: T 5, 8 x 48x48x128, forward", _ => Forward(8 * 48 * 48, 128)),
        new("neurons", "VGG 4: T 5, 8 x 24x24x256, forward", _ => Forward(8 * 24 * 24, 256)),
        new("neurons", "VGG 2: T 5, 8 x 48x48x128, backward", _ => Backward(8 * 48 * 48, 128)),
        new("neurons", "VGG 4: T 5, 8 x 24x24x256, backward", _ => Backward(8 * 24 * 24, 256)),
    ];

    private static NeuronParameters Neurons { get; } = new() { Charge = Charge.LeakWithInput(0.5f), Reset = Reset.Hard() };

    private static IReadOnlyList<BenchWay> Forward(int pixels, int channels)
    {
        var data = new Data(pixels, channels);
        int count = pixels * channels, words = SpikeWords.Count(count);
        float[] y = new float[Steps * count], bits = new float[Steps * words], block = new float[Steps * Block], blocks = new float[Steps * count], blockBits = new float[Steps * words];
        InOneWalk();
        InBlocks();
        Close.SameBits(blocks, y, "spikes");
        Close.SameBits(blockBits, bits, "bits");
        double bytes = sizeof(float) * (2.0 * Steps * count + Steps * words);
        return [new("in blocks", InBlocks) { Bytes = bytes }, new("in one walk", InOneWalk) { Bytes = bytes }];

        void InOneWalk() => NormalizedNeuronKernels.Forward(Neurons, data.X, data.Constants, [], y, bits, Steps, 0, count, HardwareWidths.Widest);

        void InBlocks()
        {
            for (int first = 0; first < count; first += Block)
            {
                data.Normalize(first, block);
                NeuronKernels.Forward(Neurons, block, [], [], block, Steps, Block, 0, Block);
                for (int t = 0; t < Steps; t++)
                {
                    block.AsSpan(t * Block, Block).CopyTo(blocks.AsSpan(t * count + first));
                    SpikeWords.Pack(block.AsSpan(t * Block, Block), blockBits.AsSpan(t * words + first / 32));
                }
            }
        }
    }

    private static IReadOnlyList<BenchWay> Backward(int pixels, int channels)
    {
        var data = new Data(pixels, channels);
        int count = pixels * channels;
        float[] gradient = RandomData.Normal(Steps * count, 2), blocks = gradient.ToArray(), block = new float[Steps * Block], charged = new float[Steps * Block];
        float[] scratch = new float[NormalizedNeuronKernels.ScratchLength(Steps)];
        InOneWalk();
        InBlocks();
        Close.SameBits(blocks, gradient, "gradient");
        double bytes = sizeof(float) * 3.0 * Steps * count;
        return [new("in blocks", InBlocks) { Bytes = bytes }, new("in one walk", InOneWalk) { Bytes = bytes }];

        void InOneWalk() => NormalizedNeuronKernels.Backward(Neurons, data.X, data.Constants, [], gradient, [], scratch, Steps, 0, count, HardwareWidths.Widest);

        void InBlocks()
        {
            for (int first = 0; first < count; first += Block)
            {
                data.Normalize(first, block);
                NeuronKernels.Forward(Neurons, block, [], charged, block, Steps, Block, 0, Block);
                for (int t = 0; t < Steps; t++)
                    blocks.AsSpan(t * count + first, Block).CopyTo(block.AsSpan(t * Block));
                NeuronKernels.Backward(Neurons, charged, block, block, [], Steps, Block, 0, Block);
                for (int t = 0; t < Steps; t++)
                    block.AsSpan(t * Block, Block).CopyTo(blocks.AsSpan(t * count + first));
            }
        }
    }

    /// <summary>Potentials of which some reach the threshold.</summary>
    private sealed class Data
    {
        private readonly float[] _mean, _factor, _shift;

        public Data(int pixels, int channels)
        {
            X = RandomData.Normal(Steps * pixels * channels, 1);
            (_mean, _factor, _shift) = (RandomData.Normal(channels, 3), RandomData.Normal(channels, 4), RandomData.Normal(channels, 5));
            Constants = new float[NormalizedNeuronKernels.ConstantsLength(channels)];
            NormalizedNeuronKernels.Wrap(_mean, _factor, _shift, Constants);
        }

        public float[] X { get; }

        public float[] Constants { get; }

        public void Normalize(int first, Span<float> block)
        {
            for (int t = 0; t < Steps; t++)
                BatchNormKernels.Normalize(X.AsSpan(t * (X.Length / Steps) + first, Block), _mean, _factor, _shift, block.Slice(t * Block, Block));
        }
    }
}

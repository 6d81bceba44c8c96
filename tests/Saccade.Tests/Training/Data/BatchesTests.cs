using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Recognition;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Data;
using Xunit;

namespace Saccade.Tests.Training.Data;

public sealed class BatchesTests : IDisposable
{
    private static readonly PreparedFrames _data = PreparedFrames.Prepare(
        MemoryItem.Set(9), new FramePreparation { Slicing = new Slicing.ByNumber(5) }, new PrepareOptions { Threads = 1 });

    private static readonly Augmentation _everything = new Augmentation.Sequence(
        new Augmentation.HorizontalFlip(0.5), new Augmentation.Roll(3), new Augmentation.Rotate(20), new Augmentation.ShearX(10), new Augmentation.Cutout(4));

    private readonly Engine _engine = new(2);

    [Fact]
    public void Order_IsAPermutationOfSeedPhaseAndEpoch()
    {
        var batches = new Batches(_engine, _data, 1, _everything);
        int[] order = batches.Order(0, 3);

        Assert.Equal(Enumerable.Range(0, 9), order.Order());
        Assert.Equal(order, new Batches(_engine, _data, 1, new Augmentation.None()).Order(0, 3));
        Assert.NotEqual(order, batches.Order(0, 4));
        Assert.NotEqual(order, batches.Order(1, 3));
        Assert.NotEqual(order, new Batches(_engine, _data, 2, _everything).Order(0, 3));
    }

    [Fact]
    public void PlainFrames_AreLaidOutAsStepsOfSamples()
    {
        int[] samples = [4, 0, 7], positions = [3, 1];
        using var tape = new Tape(_engine, recording: false);

        var tensor = FrameTensors.Of(_engine, tape, _data, samples, positions);

        Assert.Equal($"[T 2, N 3, H {_data.Size.Height}, W {_data.Size.Width}, C 2]", tensor.Shape.ToString());
        AssertFrames(tensor.Values, samples, positions);
    }

    [Fact]
    public void Frames_WithoutAugmentation_EqualThePlainOnes()
    {
        int[] samples = [8, 2, 3, 5], positions = [0, 2, 4];
        using var tape = new Tape(_engine, recording: false);

        AssertFrames(new Batches(_engine, _data, 1, new Augmentation.None()).Draw(samples, 1, 2).Frames(tape, positions).Values, samples, positions);
    }

    [Fact]
    public void Frames_OfASample_DoNotDependOnItsBatchNorOnThreads()
    {
        var batches = new Batches(_engine, _data, 5, _everything);
        using var other = new Engine(3);
        float[] together = Frames(_engine, batches, [6, 1, 4], [1, 2, 3], 0, 2);
        float[] alone = Frames(other, new Batches(other, _data, 5, _everything), [4], [1, 2, 3], 0, 2);
        int length = _data.FrameLength;

        for (int t = 0; t < 3; t++)
            Close.SameBits(alone.AsSpan(t * length, length), together.AsSpan((t * 3 + 2) * length, length), $"step {t}");
    }

    [Fact]
    public void Frames_AugmentationFollowsSeedPhaseEpochAndSample()
    {
        float[] Draw(ulong seed, int phase, int epoch, int sample) => Frames(_engine, new Batches(_engine, _data, seed, _everything), [sample], [2], phase, epoch);
        float[] first = Draw(5, 0, 2, 4);

        Close.SameBits(first, Draw(5, 0, 2, 4));
        Assert.NotEqual(first, Draw(6, 0, 2, 4));
        Assert.NotEqual(first, Draw(5, 1, 2, 4));
        Assert.NotEqual(first, Draw(5, 0, 3, 4));
    }

    [Fact]
    public void Frames_AllStepsOfASample_AreChangedAlike()
    {
        // What the teacher sees of a sample is changed as what the student sees: one draw for all frames.
        var batches = new Batches(_engine, _data, 5, _everything);
        float[] student = Frames(_engine, batches, [4], [3, 4], 0, 2), teacher = Frames(_engine, batches, [4], [0, 1, 2, 3], 0, 2);

        Close.SameBits(student.AsSpan(0, _data.FrameLength), teacher.AsSpan(3 * _data.FrameLength));
    }

    [Fact]
    public void Frames_EventsThatAreSeen_AreTheSameForATeacher()
    {
        var batches = new Batches(_engine, _data, 5, new Augmentation.None(), events: new EventAugmentation { Keep = 0.3, Swap = 0.5 });
        float[] student = Frames(_engine, batches, [4], [3, 4], 0, 2), teacher = Frames(_engine, batches, [4], [0, 1, 2, 3], 0, 2);

        Close.SameBits(student.AsSpan(0, _data.FrameLength), teacher.AsSpan(3 * _data.FrameLength));
        Assert.InRange(student.Sum(), 1, _data.Frames(4).Values[(3 * _data.FrameLength)..].ToArray().Sum() - 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_Shifted_AreOthersOfTheSameRecording(bool mixes)
    {
        var batches = new Batches(_engine, _data, 5, new Augmentation.None(), mixes ? new PairMix.MixUp { Probability = 0 } : null, new EventAugmentation { Shift = 2 });
        var starts = new HashSet<int>();
        for (int epoch = 0; epoch < 20; epoch++)
        {
            float[] seen = Frames(_engine, batches, [4], [1, 2], 0, epoch);
            starts.Add(Enumerable.Range(0, 4).Single(start => seen.AsSpan().SequenceEqual(_data.Frames(4).Values.Slice(start * _data.FrameLength, seen.Length))));
        }

        Assert.Equal([0, 1, 2, 3], starts.Order());
    }

    [Fact]
    public void Labels_FollowAFlipWithItsLabelMap()
    {
        var batches = new Batches(_engine, _data, 3, new Augmentation.HorizontalFlip(0.5, new LabelMap(1, 0)));
        int flipped = 0;

        for (int epoch = 0; epoch < 8; epoch++)
        {
            for (int sample = 0; sample < _data.Count; sample++)
            {
                float[] frame = Frames(_engine, batches, [sample], [1], 0, epoch);
                bool same = frame.AsSpan().SequenceEqual(_data.Frames(sample).Values.Slice(_data.FrameLength, _data.FrameLength));
                int label = Assert.Single(batches.Draw([sample], 0, epoch).Labels);
                Assert.Equal(same ? _data.Labels[sample] : 1 - _data.Labels[sample], label);
                flipped += same ? 0 : 1;
            }
        }

        Assert.InRange(flipped, 20, 52); // 72 draws of probability 1/2: four standard deviations are 17
    }

    public void Dispose() => _engine.Dispose();

    private static float[] Frames(Engine engine, Batches batches, int[] samples, int[] positions, int phase, int epoch)
    {
        using var tape = new Tape(engine, recording: false);
        return batches.Draw(samples, phase, epoch).Frames(tape, positions).Values.ToArray();
    }

    private static void AssertFrames(ReadOnlySpan<float> values, int[] samples, int[] positions)
    {
        float[] expected = new float[_data.FrameLength];
        for (int t = 0; t < positions.Length; t++)
        {
            for (int n = 0; n < samples.Length; n++)
            {
                _data.CopyTo(samples[n], [positions[t]], expected);
                Close.SameBits(expected, values.Slice((t * samples.Length + n) * _data.FrameLength, _data.FrameLength), $"step {t}, sample {n}");
            }
        }
    }
}

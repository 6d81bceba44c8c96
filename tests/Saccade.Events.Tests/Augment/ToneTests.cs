using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Augment;

/// <summary>Changes of brightness against what Pillow's operations of these names give, worked out by hand.</summary>
public sealed class ToneTests
{
    public static TheoryData<Tone, byte[], byte[]> Tones => new()
    {
        { new Tone.AutoContrast(), [50, 100, 150, 50], [0, 127, 255, 0] },
        { new Tone.AutoContrast(), [7, 7, 7, 7], [7, 7, 7, 7] },
        { new Tone.Inverted(), [0, 100, 255, 1], [255, 155, 0, 254] },
        { new Tone.Posterized(2), [0, 63, 64, 255], [0, 0, 64, 192] },
        { new Tone.Posterized(0), [0, 63, 64, 255], [0, 0, 0, 0] },
        { new Tone.Solarized(128), [0, 127, 128, 255], [0, 127, 127, 0] },
        { new Tone.Solarized(256), [0, 127, 128, 255], [0, 127, 128, 255] },
        { new Tone.Lifted(100), [0, 127, 128, 255], [100, 227, 128, 255] },
        { new Tone.Contrast(0.5), [0, 100, 100, 200], [50, 100, 100, 150] },
        { new Tone.Contrast(2), [0, 100, 100, 200], [0, 100, 100, 255] },
        { new Tone.Brightness(0.5), [0, 100, 101, 200], [0, 50, 50, 100] },
        { new Tone.Brightness(2), [0, 100, 101, 200], [0, 200, 202, 255] },
        // Fewer pixels than 256 leave the step at 0: nothing changes.
        { new Tone.Equalized(), [0, 100, 101, 200], [0, 100, 101, 200] },
    };

    [Theory]
    [MemberData(nameof(Tones))]
    public void Tone_OfAnImage_IsItsFunction(Tone tone, byte[] image, byte[] expected)
    {
        var map = new PixelMap(new SensorSize(2, 2));
        map.Add(tone);

        Assert.False(map.IsIdentity);
        Assert.Equal(expected, Applied(map, image, 1));
    }

    [Fact]
    public void Equalized_SpreadsTheBytes()
    {
        // 300 of each of three neighbours: steps of 2, sums 1, 301, 601.
        byte[] image = [.. Enumerable.Range(0, 900).Select(i => (byte)(100 + i % 3))];
        var map = new PixelMap(new SensorSize(30, 30));
        map.Add(new Tone.Equalized());

        Assert.Equal(new byte[] { 0, 150, 255 }, Applied(map, image, 1)[..3]);
    }

    [Fact]
    public void Tones_GoOneAfterTheOther_ThenPlaces_AndResetForgetsThem()
    {
        var map = new PixelMap(new SensorSize(2, 1));
        map.FlipHorizontally();
        map.Add(new Tone.Brightness(2));
        map.Add(new Tone.Inverted());

        Assert.Equal(new byte[] { 255, 235, 215, 195, 175, 155 }.Reverse().Chunk(3).SelectMany(c => c.Reverse()), Applied(map, [0, 10, 20, 30, 40, 50], 3));
        map.Reset();
        Assert.True(map.IsIdentity);
        Assert.Equal([1, 2], Applied(map, [1, 2], 1));
    }

    [Fact]
    public void AutoContrast_TakesEachChannelByItself()
    {
        var map = new PixelMap(new SensorSize(2, 1));
        map.Add(new Tone.AutoContrast());

        Assert.Equal([0, 255, 9, 255, 0, 9], Applied(map, [10, 100, 9, 20, 50, 9], 3));
    }

    [Fact]
    public void Tones_OfEvents_AreRefused()
    {
        var map = new PixelMap(new SensorSize(1, 1));
        map.Add(new Tone.Inverted());

        Assert.Contains("events have no brightness", Assert.Throws<InvalidOperationException>(() => map.Apply(new float[2], new float[2])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Applied(map, [1, 2], 2));
    }

    [Fact]
    public void RandAugment_DoesHalfOfItsDraws_AndTheSameForTheSameStream()
    {
        byte[] image = [.. Enumerable.Range(0, 64).Select(i => (byte)(3 * i + 20))];
        var map = new PixelMap(new SensorSize(8, 8));
        var results = new HashSet<string>();
        int still = 0;
        for (int sample = 0; sample < 400; sample++)
        {
            byte[] once = Drawn(sample), again = Drawn(sample);
            Assert.Equal(once, again);
            still += map.IsIdentity ? 1 : 0;
            results.Add(Convert.ToHexString(once));
        }

        Assert.InRange(still, 150, 250);
        Assert.True(results.Count > 50, $"{results.Count} different images");

        byte[] Drawn(int sample)
        {
            map.Reset();
            var random = new CounterRandom(5, RandomPurpose.Augmentation, 1, sample);
            Assert.Equal(3, new Augmentation.RandAugment().Draw(ref random, map, 3));
            return Applied(map, image, 1);
        }
    }

    [Fact]
    public void Erase_WithAProbability_LeavesTheOthers()
    {
        var map = new PixelMap(new SensorSize(16, 16));
        int erased = 0;
        for (int sample = 0; sample < 400; sample++)
        {
            map.Reset();
            var random = new CounterRandom(5, RandomPurpose.Augmentation, 1, sample);
            new Augmentation.Erase(0.02, 0.33) { Probability = 0.25 }.Draw(ref random, map, 0);
            erased += map.IsIdentity ? 0 : 1;
        }

        Assert.InRange(erased, 70, 130);
        Assert.Single(new Augmentation.Erase { Probability = 2 }.Validate());
        Assert.Single(new Augmentation.RandAugment(0).Validate());
    }

    private static byte[] Applied(PixelMap map, byte[] image, int channels)
    {
        float[] shown = [.. Enumerable.Range(0, 256).Select(v => (float)v)], target = new float[image.Length];
        map.Apply(image, target, shown, channels);
        return [.. target.Select(v => (byte)v)];
    }
}

using Saccade.Events.Augment;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Augment;

/// <summary>Which events a network sees: shares, shifts that stay in the recording, swapped polarities, and what the draws depend on.</summary>
public sealed class EventAugmentationTests
{
    [Fact]
    public void Draw_IsWithinItsLimitsAndDependsOnTheStreamAlone()
    {
        var augmentation = new EventAugmentation { Keep = 0.4, Shift = 3, Swap = 0.25 };
        EventDraw Draw(int sample)
        {
            var random = new CounterRandom(1, RandomPurpose.Events, 2, sample);
            return augmentation.Draw(ref random);
        }

        EventDraw[] draws = [.. Enumerable.Range(0, 2000).Select(Draw)];

        Assert.Equal(draws, Enumerable.Range(0, 2000).Select(Draw));
        Assert.All(draws, d => Assert.InRange(d.Keep, 0.4, 1));
        Assert.InRange(draws.Average(d => d.Keep), 0.69, 0.71);
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], draws.Select(d => d.Shift).Distinct().Order());
        Assert.InRange(draws.Count(d => d.Swaps), 420, 580);
        Assert.Equal(2000, draws.Select(d => d.Seed).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(2, 2, 2)]
    [InlineData(4, 3, 3)]
    [InlineData(-9, 3, -2)]
    [InlineData(1, 0, 0)]
    public void Offset_StaysInTheRecording(int shift, int framesAfter, int expected)
    {
        int[] frames = [2, 3, 4];

        Assert.Equal(Math.Clamp(expected, -2, framesAfter), new EventDraw(1, shift, false, 0).OffsetOf(frames, 5 + framesAfter));
        Assert.Equal(0, new EventDraw(1, shift, false, 0).OffsetOf([], 5));
    }

    [Fact]
    public void Apply_KeepsEachEventWithItsProbability_AndTheSameOnesOfAFrameEachTime()
    {
        var draw = new EventDraw(0.3, 0, false, 17);
        float[] Frame(int frame)
        {
            float[] counts = [.. Enumerable.Repeat(10f, 4000)];
            draw.Apply(frame, counts);
            return counts;
        }

        float[] kept = Frame(2);

        // 40,000 events: a standard deviation of 0.0023 of the share.
        Assert.InRange(kept.Sum() / 40_000, 0.29, 0.31);
        Assert.All(kept, count => Assert.True(count is >= 0 and <= 10 && count == (int)count));
        Assert.Equal(kept, Frame(2));
        Assert.NotEqual(kept, Frame(3));
    }

    [Fact]
    public void Apply_Swap_ChangesTheChannels()
    {
        float[] counts = [1, 2, 0, 5];

        new EventDraw(1, 0, true, 0).Apply(0, counts);

        Assert.Equal([2, 1, 5, 0], counts);
    }

    [Fact]
    public void Validate_NamesWhatIsOutOfRange()
    {
        Assert.Empty(new EventAugmentation { Keep = 0.1, Shift = 2, Swap = 1 }.Validate());
        Assert.Equal(3, new EventAugmentation { Keep = 0, Shift = -1, Swap = double.NaN }.Validate().Count);
    }
}

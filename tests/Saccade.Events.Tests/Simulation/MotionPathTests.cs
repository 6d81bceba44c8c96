using Saccade.Events.Simulation;
using Xunit;

namespace Saccade.Events.Tests.Simulation;

public sealed class MotionPathTests
{
    [Theory]
    [InlineData(StrokeEasing.Even)]
    [InlineData(StrokeEasing.Triangular)]
    [InlineData(StrokeEasing.Bell)]
    public void At_Stroke_GoesSteadilyFromStartToEnd(StrokeEasing easing)
    {
        MotionPath path = new MotionPath.Strokes(new ImagePose(1, 2), [new MotionStroke(100, 300, 4, -8)], easing, 400);

        Assert.Equal(new ImagePose(1, 2), path.At(50));
        Assert.Equal(new ImagePose(5, -6), path.At(400));
        Assert.Equal(3, path.At(200).X, 12);
        double last = 1;
        for (int t = 100; t <= 300; t += 5)
        {
            Assert.True(path.At(t).X >= last, $"at {t}");
            last = path.At(t).X;
        }
    }

    [Fact]
    public void At_OverlappingStrokes_AddUp()
    {
        MotionPath path = new MotionPath.Strokes(default(ImagePose) with { Scale = 1 }, [new(0, 100, 2, 0), new(50, 100, 0, 4)], StrokeEasing.Even, 100);

        Assert.Equal(new ImagePose(1.5, 2), path.At(75));
    }

    [Fact]
    public void At_WayPoints_GoesInStraightLines()
    {
        MotionPath path = new MotionPath.Free([new(0, new(0, 0)), new(10, new(10, 0, 1, 2)), new(30, new(10, 20, 1, 2))]);

        Assert.Equal(new ImagePose(5, 0, 0.5, 1.5), path.At(5));
        Assert.Equal(new ImagePose(10, 10, 1, 2), path.At(20));
        Assert.Equal(new ImagePose(10, 20, 1, 2), path.At(99));
        Assert.Equal(30, path.DurationMicros);
    }

    [Fact]
    public void PublishedMotions_CloseTheirLoops()
    {
        foreach (var path in new[] { MotionPaths.PublishedSaccades(), MotionPaths.RepeatedClosedLoop(), MotionPaths.RepeatedClosedLoop(2, 3, 1000) })
        {
            Assert.Empty(path.Validate());
            Assert.Equal(path.At(0).X, path.At(path.DurationMicros).X, 9);
            Assert.Equal(path.At(0).Y, path.At(path.DurationMicros).Y, 9);
        }

        // What was measured comes back to within a fifth of a pixel.
        Assert.Equal(315_000, MotionPaths.ThreeSaccades.DurationMicros);
        Assert.InRange(MotionPaths.ThreeSaccades.At(315_000).X - MotionPaths.ThreeSaccades.At(0).X, -0.2, 0.2);
        Assert.InRange(MotionPaths.ThreeSaccades.At(315_000).Y - MotionPaths.ThreeSaccades.At(0).Y, -0.2, 0.2);
        Assert.Equal(1_296_000, MotionPaths.RepeatedClosedLoop().DurationMicros);
    }

    [Fact]
    public void Equality_IsByValue()
    {
        Assert.Equal(MotionPaths.RepeatedClosedLoop(), MotionPaths.RepeatedClosedLoop());
        Assert.NotEqual(MotionPaths.RepeatedClosedLoop(), MotionPaths.RepeatedClosedLoop(7));
        Assert.NotEqual(MotionPaths.RepeatedClosedLoop().Key, MotionPaths.RepeatedClosedLoop(6, 6).Key);
    }

    [Fact]
    public void Validate_ImpossibleMotions_SaysWhy()
    {
        Assert.NotEmpty(new MotionPath.Strokes(new(0, 0, 0, 0), [], StrokeEasing.Even, 10).Validate());
        Assert.NotEmpty(new MotionPath.Strokes(new(0, 0), [new(5, 5, 1, 1)], StrokeEasing.Even, 10).Validate());
        Assert.NotEmpty(new MotionPath.Strokes(new(0, 0), [new(0, 5, double.NaN, 1)], StrokeEasing.Even, 10).Validate());
        Assert.NotEmpty(new MotionPath.Free([new(0, new(0, 0))]).Validate());
        Assert.NotEmpty(new MotionPath.Free([new(1, new(0, 0)), new(2, new(0, 0))]).Validate());
        Assert.NotEmpty(new MotionPath.Free([new(0, new(0, 0)), new(0, new(0, 0))]).Validate());
        Assert.NotEmpty(new MotionPath.Free([new(0, new(0, 0)), new(5, new(0, 0, 0, -1))]).Validate());
    }
}

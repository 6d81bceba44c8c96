using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

public sealed class ScoreTests
{
    /// <summary>Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(20, 20, 0.8389, 1)]
    public void Wilson_IsThePublishedInterval(int right, int samples, double low, double high)
    {
        var interval = Interval.Wilson(right, samples);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Wilson_OfNothing_LeavesEverythingOpen_AndOfImpossibleNumbersIsRefused()
    {
        Assert.Equal(new Interval(0, 1), Interval.Wilson(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson(-1, 2));
    }

    /// <summary>
    /// By hand: bins are 1/15 wide. 0.9 (right) and 0.92 (wrong) are both in the bin from 13/15 to 14/15: accuracy 1/2, confidence 0.91, difference 0.41 of two decisions.
    /// 0.5 (right) and 0.5 (right): difference 0.5 of two. (0.41 * 2 + 0.5 * 2) / 4.
    /// </summary>
    [Fact]
    public void CalibrationError_IsThatOfItsBins()
    {
        var calibration = new Calibration();
        calibration.Add(0.9, true);
        calibration.Add(0.92, false);
        calibration.Add(0.5, true);
        calibration.Add(0.5, true);

        Assert.Equal((0.82 + 1) / 4, calibration.Error, 12);
    }

    [Fact]
    public void CalibrationError_OfSureAndRightDecisions_IsNone()
    {
        var calibration = new Calibration();
        Assert.True(double.IsNaN(calibration.Error));

        calibration.Add(1, true);

        Assert.Equal(0, calibration.Error);
    }
}

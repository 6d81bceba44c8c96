using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats.Text;
using Xunit;

namespace Saccade.Events.Tests.Formats.Text;

public sealed class DecimalNumberTests
{
    [Theory]
    [InlineData("12", true)]
    [InlineData("12.000000000000000000000000000", true)]
    [InlineData("1.200000000000000000e+01", true)]
    [InlineData("1e30", true)]
    [InlineData("12.5", false)]
    [InlineData("12.000000000000000000000000001", false)]
    [InlineData("1e-1", false)]
    public void IsWhole_HoweverWritten_IsTold(string text, bool expected)
    {
        int at = 0;
        Assert.True(DecimalNumber.TryRead(Encoding.ASCII.GetBytes(text), ref at, out var number));
        Assert.Equal(expected, number.IsWhole);
    }

    [Theory]
    [InlineData("0", 0, 0, true)]
    [InlineData("-12", 0, -12, true)]
    [InlineData("+12", 0, 12, true)]
    [InlineData("0.000819", 6, 819, true)]
    [InlineData("1.6e9", 6, 1_600_000_000_000_000, true)]
    [InlineData("1.600000000123456000e+09", 6, 1_600_000_000_123_456, true)]
    [InlineData("0.0000005", 6, 1, false)]
    [InlineData("-0.0000005", 6, -1, false)]
    [InlineData("0.000000499999999999999999999999999999", 6, 0, false)]
    [InlineData("0.0000005000000000000000000000000000001", 6, 1, false)]
    [InlineData("1499", -3, 1, false)]
    [InlineData("1500", -3, 2, false)]
    [InlineData("1000", -3, 1, true)]
    [InlineData("9223372036854775807", 0, long.MaxValue, true)]
    [InlineData("9223372036854.775807", 6, long.MaxValue, true)]
    [InlineData("1e-9999999", 6, 0, false)]
    [InlineData("0e9999999", 6, 0, true)]
    [InlineData(".5", 0, 1, false)]
    [InlineData("5.", 0, 5, true)]
    public void TryScale_Number_IsRoundedOnce(string text, int shift, long expected, bool isExact)
    {
        int at = 0;
        Assert.True(DecimalNumber.TryRead(Encoding.ASCII.GetBytes(text), ref at, out var number));
        Assert.True(number.TryScale(shift, out long value, out bool exact));
        Assert.Equal((text.Length, expected, isExact), (at, value, exact));
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999")]
    [InlineData("1e19")]
    [InlineData("1e99999999999")]
    public void TryScale_TooLarge_IsRefused(string text)
    {
        int at = 0;
        Assert.True(DecimalNumber.TryRead(Encoding.ASCII.GetBytes(text), ref at, out var number));
        Assert.False(number.TryScale(0, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("nan")]
    public void TryRead_NoNumber_IsRefused(string text)
    {
        int at = 0;
        Assert.False(DecimalNumber.TryRead(Encoding.ASCII.GetBytes(text), ref at, out _));
    }

    [Fact]
    public void TryScale_AnyDecimal_AgreesWithDecimalArithmetic()
    {
        Prop.ForAll<int, byte, NonNegativeInt>((digits, places, more) =>
        {
            decimal value = digits * 1000003m / (decimal)Math.Pow(10, places % 12) + more.Get;
            int at = 0;
            Assert.True(DecimalNumber.TryRead(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), ref at, out var number));
            Assert.True(number.TryScale(3, out long scaled, out _));
            Assert.Equal(decimal.Round(value * 1000, MidpointRounding.AwayFromZero), scaled);
        }).QuickCheckThrowOnFailure();
    }
}

using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Augment;

public sealed class PixelMapTests
{
    private static readonly SensorSize _size = new(7, 5);
    private static readonly float[] _frame = [.. Enumerable.Range(1, 7 * 5 * 2).Select(i => (float)i)];

    [Fact]
    public void FlipHorizontally_Twice_IsIdentity()
    {
        PixelMap map = new(_size);
        map.FlipHorizontally();
        Assert.Equal((2, 6), map.SourceOf(2, 0));

        map.FlipHorizontally();

        Close.SameBits(_frame, Applied(map));
        Assert.False(map.IsIdentity);
        map.Reset();
        Assert.True(map.IsIdentity);
    }

    [Fact]
    public void Roll_ByAnyAmounts_IsUndoneByTheOpposite()
    {
        Prop.ForAll<int, int>((rows, columns) =>
        {
            PixelMap map = new(_size);
            map.Roll(rows, columns);
            map.Roll(rows == int.MinValue ? 0 : -rows, columns == int.MinValue ? 0 : -columns);
            if (rows != int.MinValue && columns != int.MinValue)
                Close.SameBits(_frame, Applied(map));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Roll_MovesDownAndRightAroundTheEdges()
    {
        PixelMap map = new(_size);

        map.Roll(2, -3);

        // as torch.roll(x, (2, -3), (H, W)): out[i, j] = in[i - 2, j + 3]
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 7; column++)
                Assert.Equal(((row + 3) % 5, (column + 3) % 7), map.SourceOf(row, column));
        }
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    [InlineData(180)]
    public void Rotate_QuarterTurnsOfASquare_MoveWholePixels(double degrees)
    {
        SensorSize square = new(6, 6);
        PixelMap map = new(square);
        map.Rotate(degrees);

        for (int row = 0; row < 6; row++)
        {
            for (int column = 0; column < 6; column++)
            {
                // counter-clockwise by a quarter: the pixel at the top of the right edge goes to the left of the top edge
                var expected = degrees switch
                {
                    90 => (column, 5 - row),
                    -90 => (5 - column, row),
                    _ => (5 - row, 5 - column),
                };
                Assert.Equal(expected, map.SourceOf(row, column));
            }
        }
    }

    [Theory]
    [InlineData(17, 12, 23.0)]
    [InlineData(16, 16, -30.0)]
    [InlineData(48, 48, 11.5)]
    public void RotateAndShear_FollowTheStatedGeometry(int width, int height, double degrees)
    {
        PixelMap rotated = new(new SensorSize(width, height)), sheared = new(new SensorSize(width, height));
        rotated.Rotate(degrees);
        sheared.ShearX(degrees);
        double angle = degrees * Math.PI / 180;
        int outside = 0;

        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                double x = j + 0.5 - width / 2.0, y = i + 0.5 - height / 2.0;
                AssertSource(rotated, i, j, Math.Cos(angle) * x - Math.Sin(angle) * y, Math.Sin(angle) * x + Math.Cos(angle) * y);
                AssertSource(sheared, i, j, x + Math.Tan(angle) * y, y);
            }
        }

        Assert.InRange(outside, 1, width * height);

        void AssertSource(PixelMap map, int i, int j, double xs, double ys)
        {
            int column = (int)Math.Round(xs + width / 2.0 - 0.5), row = (int)Math.Round(ys + height / 2.0 - 0.5);
            bool inside = column >= 0 && column < width && row >= 0 && row < height;
            outside += inside ? 0 : 1;
            Assert.Equal(inside ? (row, column) : null, map.SourceOf(i, j));
        }
    }

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(4, 6, 4)]
    [InlineData(2, 3, 1)]
    [InlineData(2, 3, 50)]
    [InlineData(2, 3, 0)]
    public void CutOut_ZeroesItsSquareOnly(int row, int column, int side)
    {
        PixelMap map = new(_size);
        map.CutOut(row, column, side);
        float[] cut = Applied(map);

        for (int i = 0; i < cut.Length; i++)
        {
            int y = i / 2 / 7, x = i / 2 % 7;
            bool inside = y >= row - side / 2 && y < row - side / 2 + side && x >= column - side / 2 && x < column - side / 2 + side;
            Assert.Equal(inside ? 0 : _frame[i], cut[i]);
        }
    }

    [Fact]
    public void Chain_EqualsItsMembersOneAfterTheOther()
    {
        SensorSize size = new(20, 16);
        float[] frame = RandomData.Normal(20 * 16 * 2, 3);
        Action<PixelMap>[] changes = [m => m.Rotate(20), m => m.CutOut(5, 9, 6), m => m.FlipHorizontally(), m => m.ShearX(-15), m => m.Roll(3, -4)];
        PixelMap chain = new(size);
        float[] stepwise = frame;
        foreach (var change in changes)
        {
            change(chain);
            PixelMap single = new(size);
            change(single);
            float[] next = new float[frame.Length];
            single.Apply(stepwise, next);
            stepwise = next;
        }

        float[] atOnce = new float[frame.Length];
        chain.Apply(frame, atOnce);

        Close.SameBits(stepwise, atOnce);
    }

    [Fact]
    public void Apply_WrongLengthOrInPlace_IsRefused()
    {
        PixelMap map = new(_size);

        Assert.Throws<ArgumentException>(() => map.Apply(_frame, new float[69]));
        Assert.Throws<ArgumentException>(() => map.Apply(_frame, _frame));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.ShearX(90));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.SourceOf(5, 0));
    }

    private static float[] Applied(PixelMap map)
    {
        float[] target = new float[_frame.Length];
        map.Apply(_frame, target);
        return target;
    }
}

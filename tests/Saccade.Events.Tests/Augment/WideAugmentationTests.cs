using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Augment;

public sealed class WideAugmentationTests
{
    private static readonly SensorSize _size = new(7, 5);

    [Fact]
    public void FlipVertically_TurnsRowsAround()
    {
        PixelMap map = new(_size);
        map.FlipVertically();

        AssertSources(map, (row, column) => (4 - row, column));
        map.FlipVertically();
        AssertSources(map, (row, column) => (row, column));
    }

    [Theory]
    [InlineData(2, -3)]
    [InlineData(-1, 0)]
    [InlineData(5, 0)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void Translate_LetsZerosIn(int rows, int columns)
    {
        PixelMap map = new(_size);
        map.Translate(rows, columns);

        AssertSources(map, (row, column) => ((long)row - rows, (long)column - columns) is ( >= 0 and < 5, >= 0 and < 7) ? (row - rows, column - columns) : null);
    }

    [Fact]
    public void ShearY_IsShearXOfTheTransposedFrame()
    {
        PixelMap along = new(new SensorSize(13, 10)), across = new(new SensorSize(10, 13));
        along.ShearY(21);
        across.ShearX(21);
        int outside = 0;
        for (int row = 0; row < 10; row++)
        {
            for (int column = 0; column < 13; column++)
            {
                var expected = across.SourceOf(column, row);
                outside += expected is null ? 1 : 0;
                Assert.Equal(expected is { } source ? (source.Column, source.Row) : null, along.SourceOf(row, column));
            }
        }

        Assert.InRange(outside, 1, 60);
        Assert.Throws<ArgumentOutOfRangeException>(() => along.ShearY(-90));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Apply_AnyNumberOfChannels_MovesThemAlike(int channels)
    {
        PixelMap map = new(_size);
        map.Rotate(25);
        map.FlipVertically();
        float[] frame = [.. Enumerable.Range(1, 35 * channels).Select(i => (float)i)], moved = new float[frame.Length];
        Array.Fill(moved, -1);

        map.Apply(frame, moved, channels);

        for (int i = 0; i < moved.Length; i++)
        {
            var source = map.SourceOf(i / channels / 7, i / channels % 7);
            Assert.Equal(source is { } s ? frame[(s.Row * 7 + s.Column) * channels + i % channels] : 0, moved[i]);
        }

        Assert.Throws<ArgumentException>(() => map.Apply(frame, new float[frame.Length + 1], channels));
        Assert.Throws<ArgumentException>(() => map.Apply(frame, frame, channels));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Apply(frame, moved, 0));
    }

    [Fact]
    public void VerticalFlip_FlipsItsShareAndMapsLabels()
    {
        var flip = new Augmentation.VerticalFlip(0.3, LabelMap.DvsGestureFlip);
        var drawn = Draws(flip, 1000, label: 3);

        Assert.InRange(drawn.Count(d => d.Label == 6), 250, 350);
        Assert.All(drawn, d => Assert.Equal(d.Map.IsIdentity ? 3 : 6, d.Label));
    }

    [Fact]
    public void Translate_ShiftsAreUniformWithinTheLimits()
    {
        var shifts = Draws(new Augmentation.Translate(2, 3), 3500).Select(d => (Row: 10 - d.Map.SourceOf(10, 10)!.Value.Row, Column: 10 - d.Map.SourceOf(10, 10)!.Value.Column)).CountBy(s => s).ToList();

        Assert.Equal(35, shifts.Count);
        Assert.All(shifts, s => Assert.InRange(s.Value, 60, 145));
        Assert.Equal((-2, 2, -3, 3), (shifts.Min(s => s.Key.Row), shifts.Max(s => s.Key.Row), shifts.Min(s => s.Key.Column), shifts.Max(s => s.Key.Column)));
    }

    [Fact]
    public void Erase_SetsOneSquareOfItsAreaToZero()
    {
        var sides = Draws(new Augmentation.Erase(0.01, 0.1), 500).Select(d => Hole(d.Map)).ToList();

        Assert.All(sides, h => Assert.Equal((h.Width, h.Width * h.Width), (h.Height, h.Pixels)));
        Assert.Equal((2, 6), (sides.Min(h => h.Width), sides.Max(h => h.Width))); // 20x20: areas 4 to 40
        Assert.Equal(0, sides.Min(h => h.Row));
        Assert.Equal(19, sides.Max(h => h.Row + h.Height - 1));
        Assert.All(Draws(new Augmentation.Erase(1, 1), 3), d => Assert.Equal(0, Hole(d.Map).Pixels));
    }

    [Fact]
    public void Wide_ChoosesOneOfSixAlikeOften()
    {
        var kinds = Draws(new Augmentation.Wide(), 3000).CountBy(d => Kind(d.Map)).ToDictionary();

        // of 31 magnitudes 5 shear by less than half a pixel at 9.5 rows from the centre, 3 rotate so little, 5 translate by less than a pixel
        Assert.InRange(kinds["nothing"], 500 * (1 + 18 / 31.0) - 90, 500 * (1 + 18 / 31.0) + 90);
        Assert.InRange(kinds["columns"], 500 * 26 / 31 - 70, 500 * 26 / 31 + 70);
        Assert.InRange(kinds["rows"], 500 * 26 / 31 - 70, 500 * 26 / 31 + 70);
        Assert.InRange(kinds["square"], 400, 600);
        Assert.InRange(kinds["turned"], 500 * 54 / 31 - 90, 500 * 54 / 31 + 90);
        Assert.Contains(Draws(new Augmentation.Wide(WithShearY: true), 200), d => d.Map.SourceOf(10, 0)?.Row != d.Map.SourceOf(10, 19)?.Row && d.Map.SourceOf(0, 9)?.Column == 9);
    }

    [Fact]
    public void Wide_ShearAndRotation_StayWithinTheirLimits()
    {
        foreach (var (map, _) in Draws(new Augmentation.Wide(), 500))
        {
            // the pixel in the middle of the right edge: sheared not at all, rotated by 9.5 sin 30 = 4.75 rows at most
            if (map.SourceOf(10, 19) is { } source && Kind(map) == "turned")
                Assert.InRange(source.Row, 5, 15);
            if (map.SourceOf(0, 10) is { } top && Kind(map) == "turned")
                Assert.InRange(top.Column, 5, 15);
        }
    }

    [Fact]
    public void SnnAugmentWide_FlipsHalfOfTheSamples()
    {
        var drawn = Draws(AugmentationPresets.SnnAugmentWide(LabelMap.DvsGestureFlip), 400, label: 1);

        Assert.Empty(AugmentationPresets.SnnAugmentWide().Validate());
        Assert.InRange(drawn.Count(d => d.Label == 2), 160, 240);
    }

    [Fact]
    public void Validate_ImpossibleValues_AreNamed()
    {
        Augmentation[] bad =
        [
            new Augmentation.VerticalFlip(2), new Augmentation.Translate(-1, 0), new Augmentation.Translate(0, -1), new Augmentation.ShearY(90), new Augmentation.Erase(0.2, 0.1),
            new Augmentation.Wide(ShearLimit: 2), new Augmentation.Wide(TranslationLimit: -1), new Augmentation.Wide(RotationLimit: double.NaN),
        ];

        Assert.All(bad, a => Assert.Single(a.Validate()));
    }

    private static List<(PixelMap Map, int Label)> Draws(Augmentation augmentation, int count, int label = 0)
    {
        List<(PixelMap, int)> draws = [];
        for (int i = 0; i < count; i++)
        {
            var random = new CounterRandom(2, RandomPurpose.Augmentation, 0, i);
            PixelMap map = new(new SensorSize(20, 20));
            draws.Add((map, augmentation.Draw(ref random, map, label)));
        }

        return draws;
    }

    private static string Kind(PixelMap map)
    {
        var corners = new[] { map.SourceOf(6, 6), map.SourceOf(6, 13), map.SourceOf(13, 6), map.SourceOf(13, 13) };
        var offsets = corners.Select((s, i) => (Row: (s?.Row ?? 99) - (i < 2 ? 6 : 13), Column: (s?.Column ?? 99) - (i % 2 == 0 ? 6 : 13))).Distinct().ToList();
        (int pixels, _, _, int width, int height) = Hole(map);
        return pixels == 0 && offsets is [(0, 0)] && map.SourceOf(0, 0) is (0, 0) && map.SourceOf(0, 19) is (0, 19) ? "nothing"
            : pixels == width * height && width == height && width < 8 && map.SourceOf(0, 0) is null or (0, 0) && map.SourceOf(19, 19) is null or (19, 19) ? "square"
            : offsets is [(0, not 0)] && height == 20 ? "columns"
            : offsets is [(not 0, 0)] && width == 20 ? "rows"
            : "turned";
    }

    private static (int Pixels, int Row, int Column, int Width, int Height) Hole(PixelMap map)
    {
        var gone = Enumerable.Range(0, 400).Select(i => (Row: i / 20, Column: i % 20)).Where(p => map.SourceOf(p.Row, p.Column) is null).ToList();
        return gone.Count == 0
            ? (0, 0, 0, 0, 0)
            : (gone.Count, gone.Min(p => p.Row), gone.Min(p => p.Column), gone.Max(p => p.Column) - gone.Min(p => p.Column) + 1, gone.Max(p => p.Row) - gone.Min(p => p.Row) + 1);
    }

    private static void AssertSources(PixelMap map, Func<int, int, (int, int)?> expected)
    {
        for (int row = 0; row < map.Size.Height; row++)
        {
            for (int column = 0; column < map.Size.Width; column++)
                Assert.Equal(expected(row, column), map.SourceOf(row, column));
        }
    }
}

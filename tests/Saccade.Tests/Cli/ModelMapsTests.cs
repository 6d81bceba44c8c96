using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class ModelMapsTests(TinyWorld world)
{
    [Fact]
    public void Picture_HasARowForEachNumberOfSteps_WithTheRatesOfTheLayer()
    {
        string picture = world.Place() + ".png";
        CliRun.Of("model", "maps", world.Model, world.TestRecordings[0], "--out", picture, "--channels", "1,3").Expect(ExitCode.Ok);
        var image = ImageFile.Read(picture);

        var (network, card) = ModelFile.Load(world.Model);
        EventBuffer events = new();
        EventFormats.Default.ReadFile(world.TestRecordings[0], events);
        using var engine = new Engine(1);
        var maps = FiringMaps.Of(engine, network, card, events, "x");

        Assert.Equal(("2", 2, 16, 16, 4), (maps.Layer, maps.Steps, maps.Size.Height, maps.Size.Width, maps.Size.Channels));
        Assert.Equal(((2 * 16 * 6) + 2, (2 * 16 * 6) + 2), (image.Width, image.Height)); // 16 columns are enlarged to 96
        double[] first = maps.Rates(1, 1), both = maps.Rates(2, 1);
        Assert.All(first, rate => Assert.True(rate is 0 or 1));
        Assert.All(both.Zip(first), pair => Assert.InRange(pair.First - (pair.Second / 2), 0, 0.5));
        for (int i = 0; i < both.Length; i++)
            Assert.Equal((byte)Math.Round(255 * both[i]), image.Row((16 * 6) + 2 + (i / 16 * 6))[i % 16 * 6]);
    }

    [Theory]
    [InlineData("--out x.gif", "expected the name of a .png file")]
    [InlineData("--out x.png --steps 0", "expected numbers from 1 to 2")]
    [InlineData("--out x.png --steps 1,b", "expected whole numbers from 1")]
    [InlineData("--out x.png --channels 4", "layer 2 has 4 channels, expected numbers from 0 to 3")]
    [InlineData("--out x.png --layer 1", "expected one of neurons")]
    [InlineData("--out x.png --layer none", "expected the name or path of a layer")]
    public void WrongOptions_AreRefused(string options, string message)
        => Assert.Contains(message, CliRun.Of(["model", "maps", world.Model, world.TestRecordings[0], .. options.Split(' ')]).Expect(ExitCode.Usage).Error);
}

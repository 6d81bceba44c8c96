using Saccade.Cli.Hosting;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class RecipeCommandTests(TinyWorld world)
{
    [Theory]
    [InlineData("hsd")]
    [InlineData("direct")]
    public void New_ForClassFolders_IsARecipe_WithAComment_AtEachChoice_AndTrainsAsItIs(string method)
    {
        string file = Path.Combine(Directory.CreateDirectory(world.Place()).FullName, "mine.yaml");

        var run = CliRun.Of("recipe", "new", file, "--data", world.Undivided, "--method", method).Expect(ExitCode.Ok);

        string text = File.ReadAllText(file);
        var recipe = RecipeReader.Read(text, "mine.yaml");
        Assert.Equal("mine", recipe.Name);
        Assert.Equal((16, 16), (recipe.Frames.Height, recipe.Frames.Width));
        Assert.Equal(world.Undivided, recipe.Data.Path);
        Assert.True(recipe.Data is { Test: > 0, Validation: > 0 });
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 160, line));
        Assert.Contains("3 classes, 24 recordings to learn from", text, StringComparison.Ordinal);
        Assert.Contains($"saccade train {file} --test", run.Out, StringComparison.Ordinal);
        string[] quick = [.. recipe.Phases.SelectMany(p => new[] { "--set", $"{p.Name}.epochs=1" })];
        CliRun.Of(["train", file, "--out", world.Place(), "--test", .. quick]).Expect(ExitCode.Ok);
    }

    [Fact]
    public void New_ForDataWithParts_LeavesThemAlone_AndPrintsToAPipe()
    {
        var run = CliRun.Of("recipe", "new", "-", "--data", world.Data).Expect(ExitCode.Ok);

        var recipe = RecipeReader.Read(run.Out, "-");
        Assert.Contains("a test part of its own", run.Out, StringComparison.Ordinal);
        Assert.Equal(0.2, recipe.Data.Validation);
        Assert.Equal("data", recipe.Name);
    }

    [Fact]
    public void New_ReplacesNothing_UnlessAskedTo()
    {
        string file = world.File("there.yaml", "mine"u8);

        Assert.Contains("--force replaces it", CliRun.Of("recipe", "new", file, "--data", world.Data).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
        CliRun.Of("recipe", "new", file, "--data", world.Data, "--force").Expect(ExitCode.Ok);
        RecipeReader.ReadFile(file);
    }

    [Fact]
    public void New_ForWhatIsNoDataSet_SaysSo()
    {
        Assert.Contains("no such folder or archive", CliRun.Of("recipe", "new", "-", "--data", world.Place()).Expect(ExitCode.BadData).Error, StringComparison.Ordinal);
        string one = world.Place();
        Directory.CreateDirectory(Path.Combine(one, "only"));
        world.Copy(Path.Combine(one, "only"), "a.bin", "b.bin");
        string image = world.File("images/a/1.pgm", "P5\n2 2\n255\nabcd"u8);
        File.Copy(image, Path.Combine(Directory.CreateDirectory(Path.GetFullPath(Path.Combine(image, "../../b"))).FullName, "1.pgm"));
        string images = CliRun.Of("recipe", "new", "-", "--data", Path.GetFullPath(Path.Combine(image, "../.."))).Expect(ExitCode.BadData).Error;
        Assert.Contains("holds still images", images, StringComparison.Ordinal);
        Assert.Contains("data.layout: images", images, StringComparison.Ordinal);
        Assert.Contains("one class only", CliRun.Of("recipe", "new", "-", "--data", one).Expect(ExitCode.BadData).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WithFewRecordings_HoldsNothingOut_AndSaysSo()
    {
        string few = world.Place();
        foreach (string name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(few, name));
            world.Copy(Path.Combine(few, name), "1.bin");
        }

        var recipe = RecipeReader.Read(CliRun.Of("recipe", "new", "-", "--data", few).Expect(ExitCode.Ok).Out, "-");

        Assert.Equal((0, 0), (recipe.Data.Test, recipe.Data.Validation));
    }

    [Fact]
    public void Keys_AsJson_AndAtBothLayouts()
    {
        var keys = CliRun.Of("recipe", "keys", "optimizer", "--json").Expect(ExitCode.Ok).Json().EnumerateArray().ToArray();
        var narrow = CliRun.Of(new CapturedConsole(60), CancellationToken.None, "recipe", "keys", "frames.count").Expect(ExitCode.Ok);

        var beta = Assert.Single(keys, k => k.GetProperty("key").GetString() == "phases.NAME.optimizer.beta1");
        Assert.Equal(["adam", "adamw"], beta.GetProperty("only_with").GetProperty("phases.NAME.optimizer.kind").EnumerateArray().Select(n => n.GetString()!));
        Assert.Equal("frames.count\n    a whole number from 1 to 4096; default 10\n    T, the number of frames of a recording.\n", narrow.Out);
    }

    [Fact]
    public void Set_EndOfAKey_IsEnough_WhereOnlyOneKeyEndsSo()
    {
        string recipe = world.File("one.yaml", "{name: one, data: {validation: 0.25}, frames: {count: 2, height: 16, width: 16}, network: {preset: small-cnn, channels: [4]}, phases: {only: {network: spiking, epochs: 1, optimizer: {kind: adam, rate: 1e-3}, objective: [{kind: cross-entropy, smoothing: 0.1}]}}}"u8);

        var run = CliRun.Of("train", recipe, "--data", world.Data, "--out", world.Place(), "--set", "optimizer.rate=5e-3", "--set", "smoothing=0.2", "--set", "epochs=1").Expect(ExitCode.Ok);
        var both = CliRun.Of("train", world.Recipe, "--data", world.Data, "--set", "optimizer.rate=5e-3").Expect(ExitCode.Usage);

        Assert.Contains("--set optimizer.rate=5e-3 sets phases.only.optimizer.rate\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("--set smoothing=0.2 sets phases.only.objective.0.smoothing\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("optimizer.rate: got 'optimizer.rate', expected the whole key: pretrain.optimizer.rate or finetune.optimizer.rate", both.Error, StringComparison.Ordinal);
    }
}

using Saccade.Networks.Files;
using Saccade.Training.Checkpoints;
using Xunit;

namespace Saccade.Tests.Training.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;

    private string Target => Path.Combine(_folder, "last.safetensors");

    [Fact]
    public void Save_ThenLoad_GivesTheSameStateBitByBit()
    {
        var saved = Sample(3);
        saved.Save(Target);

        var loaded = Checkpoint.Load(Target);

        Assert.Equal(("finetune", 3, 1234L, "cafe"), (loaded.Info.Phase, loaded.Info.Epoch, loaded.Info.MetricsLength, loaded.Info.RecipeHash));
        Assert.Equal(new BestEpoch(2, 0.1 + 0.2), loaded.Info.Best);
        Assert.Equal("v\"1\"", loaded.Info.Data);
        Assert.Equal(saved.Find("conv1.weight")!.Floats.ToArray(), loaded.Find("conv1.weight")!.Floats.ToArray());
        Assert.Equal([1, 3], loaded.Find("conv1.weight")!.Shape);
        Assert.Equal([7L], loaded.Find("optimizer.step")!.Int64s.ToArray());
        Assert.Null(loaded.Find("conv2.weight"));
        Assert.Equal(2, loaded.Tensors.Count);
    }

    [Fact]
    public void Save_WithoutBest_LoadsWithoutBest()
    {
        var checkpoint = new Checkpoint(Sample(1).Info with { Best = null }, []);
        checkpoint.Save(Target);

        Assert.Null(Checkpoint.Load(Target).Info.Best);
    }

    [Fact]
    public void Load_TruncatedAtAnyByte_IsRefused()
    {
        Sample(1).Save(Target);
        byte[] whole = File.ReadAllBytes(Target);

        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(Target, whole[..length]);
            Assert.Throws<ModelFileException>(() => Checkpoint.Load(Target));
        }
    }

    [Fact]
    public void Load_OtherSafetensorsFile_SaysWhatIsMissing()
    {
        SafetensorsWriter.Write(Target, []);
        Assert.Contains("got 'no format' as saccade.format, expected 'checkpoint 2'", Assert.Throws<ModelFileException>(() => Checkpoint.Load(Target)).Message, StringComparison.Ordinal);

        SafetensorsWriter.Write(Target, [], new Dictionary<string, string> { ["saccade.format"] = "checkpoint 3" });
        Assert.Contains("got 'checkpoint 3'", Assert.Throws<ModelFileException>(() => Checkpoint.Load(Target)).Message, StringComparison.Ordinal);

        const string Sound = """{"phase":"p","epoch":1,"metrics-length":1,"recipe-hash":"","data":"","best":{"epoch":1,"accuracy":0.5},"progress":{"seen":2,"right":1,"loss-sum":1,"term-sums":[1],"seconds":1,"last-accuracy":null,"optimizer-steps":3}}""";
        SafetensorsWriter.Write(Target, [], new Dictionary<string, string> { ["saccade.format"] = "checkpoint 2", ["saccade.checkpoint"] = Sound });
        Assert.Equal(2, Checkpoint.Load(Target).Info.Progress.Seen);
        string[] unsound =
        [
            Sound.Replace("\"p\"", "null"), Sound.Replace("\"epoch\":1,\"metrics", "\"epoch\":-1,\"metrics"), Sound.Replace("length\":1", "length\":-1"), Sound.Replace("best\":{\"epoch\":1", "best\":{\"epoch\":0"),
            Sound.Replace("0.5", "7"), Sound.Replace("right\":1", "right\":3"), Sound.Replace("seen\":2", "seen\":null"), Sound.Replace("steps\":3", "steps\":-3"), Sound.Replace("[1]", "null"),
        ];
        Assert.DoesNotContain(Sound, unsound);
        foreach (string info in (string[])["", "null", "{}", .. unsound])
        {
            SafetensorsWriter.Write(Target, [], new Dictionary<string, string> { ["saccade.format"] = "checkpoint 2", ["saccade.checkpoint"] = info });
            Assert.Contains("saccade.checkpoint that cannot be read", Assert.Throws<ModelFileException>(() => Checkpoint.Load(Target)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Constructor_TwoTensorsOfOneName_IsRefused()
    {
        var tensor = SafetensorsTensor.FromInt64s("a", [1], new long[1]);

        Assert.Throws<ArgumentException>(() => new Checkpoint(Sample(1).Info, [tensor, tensor]));
    }

    internal static Checkpoint Sample(int epoch, string hash = "cafe", long metricsLength = 1234) => new(
        new CheckpointInfo
        {
            Phase = "finetune",
            Epoch = epoch,
            Best = new BestEpoch(2, 0.1 + 0.2),
            MetricsLength = metricsLength,
            RecipeHash = hash,
            Data = "v\"1\"",
            Progress = new EpochProgress(7, 3, 0.1, [0.1, 0.2], 1.5, 0.5, 12),
        },
        [SafetensorsTensor.FromFloats("conv1.weight", [1, 3], new[] { 0.1f, float.NaN, -0f }), SafetensorsTensor.FromInt64s("optimizer.step", [1], new[] { 7L })]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

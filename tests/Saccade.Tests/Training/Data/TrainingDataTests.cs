using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;
using Saccade.Recognition;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

public sealed class TrainingDataTests : IDisposable
{
    private static readonly PrepareOptions _oneThread = new() { Threads = 1 };
    private readonly FolderDataset _folder = new();

    [Fact]
    public void Load_Synthetic_HoldsOutTheShareOfEveryClass()
    {
        var data = Load(Synthetic(new DataRecipe { Validation = 0.25 }));

        Assert.Equal((30, 10, 20), (data.Train.Count, data.Validation!.Count, data.Test!.Count));
        Assert.All(data.Train.Labels.CountBy(l => l), c => Assert.Equal(3, c.Value));
        Assert.All(data.Validation.Labels.CountBy(l => l), c => Assert.Equal(1, c.Value));
        Assert.Empty(data.Train.Ids.Intersect(data.Validation.Ids));
        Assert.Empty(data.Train.Ids.Concat(data.Validation.Ids).Intersect(data.Test.Ids));
        Assert.Equal(("synthetic", 10), (data.Layout, data.Train.Classes.Count));
        Assert.Equal((4, 16, 16), (data.Train.Steps, data.Train.Size.Width, data.Train.Size.Height));
    }

    [Fact]
    public void Load_WithoutValidation_KeepsAllForTraining()
    {
        var data = Load(Synthetic(new DataRecipe { Validation = 0 }));

        Assert.Null(data.Validation);
        Assert.Equal(40, data.Train.Count);
    }

    [Fact]
    public void Load_OtherValidationOrFold_LeavesTheTestPartUntouched()
    {
        string hash = Load(Synthetic(new DataRecipe { Validation = 0 })).Test!.SetHash;

        foreach (var data in new[]
        {
            new DataRecipe { Validation = 0.25 }, new DataRecipe { Validation = 0.25, ValidationSeed = 9 }, new DataRecipe { Validation = 0.5 },
            new DataRecipe { Validation = 0, Fold = new FoldRecipe { Index = 1, Of = 3 } },
        })
            Assert.Equal(hash, Load(Synthetic(data)).Test!.SetHash);
    }

    [Fact]
    public void Load_ValidationSeed_DecidesTheSplitAndTheRunsSeedDoesNot()
    {
        var recipe = Synthetic(new DataRecipe { Validation = 0.25 });
        var first = Load(recipe);

        Assert.Equal(first.Identity, Load(recipe with { Seed = 77 }).Identity);
        Assert.NotEqual(first.Identity, Load(recipe with { Data = recipe.Data with { ValidationSeed = 2 } }).Identity);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Load_Folds_AreDisjointStratifiedAndComplete(int of)
    {
        var all = Load(Synthetic(new DataRecipe { Validation = 0 })).Train;
        var seen = new HashSet<string>();

        for (int index = 0; index < of; index++)
        {
            var data = Load(Synthetic(new DataRecipe { Validation = 0, Fold = new FoldRecipe { Index = index, Of = of } }));
            Assert.All(data.Validation!.Ids, id => Assert.True(seen.Add(id)));
            Assert.All(data.Validation.Labels.CountBy(l => l), c => Assert.InRange(c.Value, 4 / of, (4 + of - 1) / of));
            Assert.Equal(all.Ids.Order(), data.Train.Ids.Concat(data.Validation.Ids).Order());
        }

        Assert.Equal(all.Ids.Order(), seen.Order());
    }

    [Fact]
    public void Load_FoldThatTakesNothing_IsAnError()
    {
        var e = Assert.Throws<DatasetException>(() => Load(Synthetic(new DataRecipe { Validation = 0, Fold = new FoldRecipe { Index = 7, Of = 8 } })));

        Assert.Contains("fold 7 of 8 takes 0 of 40 recordings", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FoldersWithoutTestPart_TestsOnTheLastInNaturalOrder()
    {
        _folder.Add("b", 12, 1).Add("a", 12, 2);

        var data = Load(Folders(new DataRecipe { Test = 0.25, Validation = 0 }));

        Assert.Equal(["a", "b"], data.Train.Classes);
        Assert.Equal(["10", "11", "9"], data.Test!.Ids.Where(id => id.Contains("a/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Equal((18, 6), (data.Train.Count, data.Test.Count));
        Assert.Null(Load(Folders(new DataRecipe { Test = 0, Validation = 0.2 })).Test);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("class-folders")]
    public void Load_FoldersWithParts_TakesThem(string name)
    {
        var layout = name == "auto" ? DataLayout.Auto : DataLayout.ClassFolders;
        _folder.Add("train/a", 4, 1).Add("train/b", 4, 2).Add("test/a", 2, 3).Add("test/b", 3, 4);

        var data = Load(Folders(new DataRecipe { Layout = layout, Test = 0.5, Validation = 0.25 }));

        Assert.Equal((6, 2, 5), (data.Train.Count, data.Validation!.Count, data.Test!.Count));
        Assert.Equal(["a", "b"], data.Train.Classes);
    }

    [Fact]
    public void Load_SameRecordingInTwoParts_IsAnErrorThatNamesIt()
    {
        _folder.Add("train/a", 4, 1).Add("train/b", 4, 2).Add("test/a", 2, 3).Add("test/b", 2, 4);
        _folder.Copy("train/b/2.bin", "test/b/copy.bin");

        var e = Assert.Throws<DatasetException>(() => Load(Folders(new DataRecipe { Validation = 0 })));

        Assert.Contains("1 recordings whose bytes are in more than one part", e.Message, StringComparison.Ordinal);
        Assert.Contains("b/2.bin", e.Message, StringComparison.Ordinal);
        Assert.Contains("b/copy.bin", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SameRecordingInTrainingAndValidation_IsAnError()
    {
        _folder.Add("a", 3, 1).Add("b", 3, 2);
        for (int i = 0; i < 3; i++)
            _folder.Copy($"a/{i}.bin", $"a/{i + 3}.bin");

        Assert.Throws<DatasetException>(() => Load(Folders(new DataRecipe { Test = 0, Validation = 0.5 })));
        Assert.Equal(9, Load(Folders(new DataRecipe { Test = 0, Validation = 0 })).Train.Count); // copies in one part are the owner's business
    }

    [Theory]
    [InlineData(12, 10, FrameResize.Nearest, null)]
    [InlineData(6, 5, FrameResize.Nearest, typeof(Resize.Nearest))]
    [InlineData(6, 5, FrameResize.Binned, typeof(Resize.Binned))]
    public void Load_FramesOfTheRecipe_AreMade(int width, int height, FrameResize resize, Type? expected)
    {
        _folder.Add("a", 3, 1).Add("b", 3, 2);
        var recipe = Folders(new DataRecipe { Test = 0, Validation = 0 });

        var data = Load(recipe with { Frames = recipe.Frames with { Width = width, Height = height, Resize = resize, Slicing = FrameSlicing.Time } });

        Assert.Equal(expected, data.Train.Preparation.Resize?.GetType());
        Assert.Equal(FolderDataset.Sensor, data.Train.Preparation.Sensor);
        Assert.Equal(new Slicing.ByTime(4), data.Train.Preparation.Slicing);
        Assert.Equal((width, height), (data.Train.Size.Width, data.Train.Size.Height));
    }

    [Fact]
    public void Load_WithCache_GivesTheSameFrames()
    {
        _folder.Add("train/a", 3, 1).Add("train/b", 3, 2).Add("test/a", 2, 3).Add("test/b", 2, 4);
        var recipe = Folders(new DataRecipe { Validation = 0.34 });
        var options = new PrepareOptions { Threads = 1, Cache = new FrameCache(Directory.CreateDirectory(Path.Combine(_folder.Path, "..", Path.GetFileName(_folder.Path) + "-cache")).FullName) };
        try
        {
            var plain = Load(recipe);
            foreach (var expected in new[] { CacheOutcome.Stored, CacheOutcome.Loaded })
            {
                var data = TrainingData.Load(recipe, _folder.Path, options);
                Assert.Equal(expected, data.Train.Cache.Outcome);
                Assert.Equal(plain.Identity, data.Identity);
                Assert.Equal(plain.Train.Frames(0).Values.ToArray(), data.Train.Frames(0).Values.ToArray());
            }
        }
        finally
        {
            Directory.Delete(_folder.Path + "-cache", recursive: true);
        }
    }

    [Fact]
    public void Load_WhatCannotBe_SaysWhatToDo()
    {
        var recipe = Folders(new DataRecipe { Test = 0.5, Validation = 0 });
        Assert.Contains("--data", Assert.Throws<DatasetException>(() => TrainingData.Load(recipe, null)).Message, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => Load(recipe)); // an empty folder

        _folder.Add("a", 1, 1).Add("b", 1, 2);
        Assert.Contains("data.validation", Assert.Throws<DatasetException>(() => Load(Folders(new DataRecipe { Test = 0, Validation = 0.1 }))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Recipe Synthetic(DataRecipe data) => new()
    {
        Name = "data",
        Frames = new FrameRecipe { Count = 4, Ann = 2, Snn = 2, Height = 16, Width = 16 },
        Data = data with { Layout = DataLayout.Synthetic, Synthetic = new SyntheticOptions { TrainPerClass = 4, TestPerClass = 2, Sensor = new SensorSize(16, 16), DurationMicros = 20_000 } },
    };

    private static Recipe Folders(DataRecipe data) => new() { Name = "data", Frames = new FrameRecipe { Count = 4, Ann = 2, Snn = 2, Height = 10, Width = 12 }, Data = data };

    private TrainingData Load(Recipe recipe) => TrainingData.Load(recipe, recipe.Data.Layout == DataLayout.Synthetic ? null : _folder.Path, _oneThread, withTest: true);
}

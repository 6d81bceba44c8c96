using Saccade.Cli.Hosting;
using Saccade.Events.Datasets;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class DataCommandTests(TinyWorld world)
{
    [Fact]
    public void List_NamesWhatIsKnown()
    {
        ApprovedText.Check("data-list", CliRun.Of("data", "list").Expect(ExitCode.Ok).Out);

        var json = CliRun.Of("data", "list", "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal(DatasetDescriptions.All.Select(d => d.Name), json.EnumerateArray().Select(d => d.GetProperty("name").GetString()!));
    }

    [Fact]
    public void Info_OfAKnownName_IsItsDescription()
    {
        ApprovedText.Check("data-info-description", CliRun.Of("data", "info", "cifar10-dvs").Expect(ExitCode.Ok).Out);
        Assert.Equal("CC BY 4.0", CliRun.Of("data", "info", "dvs128-gesture", "--json").Expect(ExitCode.Ok).Json().GetProperty("licence").GetString());
    }

    [Fact]
    public void Info_OfAnIncompleteSet_SaysWhatIsMissing()
    {
        string folder = world.Place();
        string digit = Directory.CreateDirectory(Path.Combine(folder, "Train", "7")).FullName;
        world.Copy(digit, "00001.bin");

        var run = CliRun.Of("data", "info", folder).Expect(ExitCode.Ok);

        Assert.Contains("missing  59,999 of 'train', 10,000 of 'test'", run.Out);
        Assert.Contains("licence  CC BY-SA 4.0", run.Out);
    }

    [Fact]
    public void Download_ByHand_SaysWhichFileGoesWhere()
    {
        string folder = world.Place();

        var run = CliRun.Of("data", "download", "dvs128-gesture", "--to", folder).Expect(ExitCode.BadData);
        var json = CliRun.Of("data", "download", "DVS128-Gesture", "--to", folder, "--json").Expect(ExitCode.BadData).Json();

        Assert.StartsWith("DvsGesture.tar.gz cannot be fetched by a program: download it from https://ibm", run.Out);
        Assert.Contains($"put it into {folder}", run.Out);
        Assert.False(json.GetProperty("complete").GetBoolean());
        Assert.Equal("by-hand", json.GetProperty("files")[0].GetProperty("state").GetString());
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "DvsGesture.tar.gz"), "not it");
        Assert.Contains("expected MD5 8a5c71fb", CliRun.Of("data", "download", "dvs128-gesture", "--to", folder).Expect(ExitCode.Failure).Error);
    }

    [Fact]
    public void Prepare_MakesAStoreThatEveryCommandTakes()
    {
        string store = world.Place();

        var run = CliRun.Of("data", "prepare", world.Data, "--out", store).Expect(ExitCode.Ok);
        var again = CliRun.Of("data", "prepare", world.Data, "--out", store, "--json").Expect(ExitCode.Ok).Json();

        Assert.Contains("recordings  33", run.Out);
        Assert.True(again.GetProperty("was_complete").GetBoolean());
        var fromFolder = CliRun.Of("eval", "--model", world.Model, "--data", world.Data, "--json").Expect(ExitCode.Ok).Json();
        var fromStore = CliRun.Of("eval", "--model", world.Model, "--data", store, "--json").Expect(ExitCode.Ok).Json();
        foreach (string key in new[] { "accuracy", "loss", "split_hash", "samples" })
            Assert.Equal(fromFolder.GetProperty(key).GetRawText(), fromStore.GetProperty(key).GetRawText());
        Assert.Equal("store", CliRun.Of("data", "info", store, "--json").Expect(ExitCode.Ok).Json().GetProperty("kind").GetString());
        var trained = CliRun.Of("train", world.Recipe, "--data", store, "--out", world.Place(), "--test", "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal(world.Trained.Json().GetProperty("parameters").GetInt64(), trained.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void Prepare_OtherDataIntoAStore_IsRefused()
    {
        string store = world.Place();
        CliRun.Of("data", "prepare", world.Data, "--out", store).Expect(ExitCode.Ok);

        Assert.Contains("a store of other data", CliRun.Of("data", "prepare", world.Undivided, "--out", store).Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void Split_IsStored_AndARecipeTakesIt()
    {
        string file = Path.Combine(Directory.CreateDirectory(world.Place()).FullName, "split.json");

        var run = CliRun.Of("data", "split", world.Undivided, "--rule", "stratified", "--seed", "7", "--shares", "train=0.5,validation=0.25,test=0.25", "--out", file).Expect(ExitCode.Ok);
        var json = CliRun.Of("data", "split", world.Undivided, "--rule", "hsd", "--out", file + "2", "--json").Expect(ExitCode.Ok).Json();

        Assert.Contains("stratified: train 0.5, validation 0.25, test 0.25, seed 7", run.Out);
        Assert.Equal([21, 3], json.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("recordings").GetInt32()));
        Assert.Equal(0, json.GetProperty("unassigned").GetInt32());
        string place = world.Place();
        CliRun.Of("train", world.Recipe, "--data", world.Undivided, "--out", place, "--set", $"data.split={file}").Expect(ExitCode.Ok);
        string stored = File.ReadAllText(Path.Combine(place, "splits.json"));
        using var catalog = RecordingCatalog.Open(world.Undivided);
        Assert.All(DatasetSplit.Read(file, catalog).Parts, p => Assert.Contains(p.Hash, stored));
    }

    [Fact]
    public void Split_ThatDoesNotSuit_SaysWhy()
    {
        string file = world.Place();
        Assert.Contains("no official parts", CliRun.Of("data", "split", world.Undivided, "--rule", "official", "--out", file).Expect(ExitCode.BadData).Error);
        Assert.Contains("split 'sltt' (sltt: number 900 to 999) leaves no recording for 'test'", CliRun.Of("data", "split", world.Undivided, "--rule", "sltt", "--out", file).Expect(ExitCode.BadData).Error);
        Assert.False(File.Exists(file));
        string other = world.File("split.json", "{}"u8);
        var run = CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", world.Place(), "--set", $"data.split={other}");
        Assert.Contains("expected a split file", run.Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void Verify_SaysWhatIsWrong()
    {
        string store = world.Place();
        CliRun.Of("data", "prepare", world.Data, "--out", store).Expect(ExitCode.Ok);
        ApprovedText.Check("data-verify", CliRun.Of("data", "verify", store, "--full").Expect(ExitCode.Ok).Out);

        string shard = Directory.GetFiles(store, "*.events").Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[20] ^= 1;
        File.WriteAllBytes(shard, bytes);
        var json = CliRun.Of("data", "verify", store, "--json").Expect(ExitCode.BadData).Json();
        Assert.False(json.GetProperty("sound").GetBoolean());
        Assert.Contains("is not what was stored", json.GetRawText());
    }

    [Fact]
    public void Verify_CopyInTheTestPart_IsAProblem()
    {
        string folder = world.Place();
        foreach (string part in new[] { "train", "test" })
            world.Copy(Directory.CreateDirectory(Path.Combine(folder, part, "cat")).FullName, $"{part}.bin");

        Assert.Contains("in more than one part: train/cat/train.bin = test/cat/test.bin", CliRun.Of("data", "verify", folder).Expect(ExitCode.BadData).Out);
    }

    [Fact]
    public void Info_OfAFolderTooDeep_SaysWhichFolderIsMeant()
    {
        string set = world.Place(), classes = world.Place();
        foreach (string folder in new[] { Path.Combine(set, "train", "cat"), Path.Combine(classes, "cat", "day"), Path.Combine(classes, "cat", "night"), Path.Combine(classes, "dog", "day") })
            world.Copy(Directory.CreateDirectory(folder).FullName, "1.bin");

        Assert.Contains($"note: this is the folder of part 'train' alone; give the folder above, {set}, for", CliRun.Of("data", "info", Path.Combine(set, "train")).Expect(ExitCode.Ok).Out);
        Assert.Contains($"1 recordings lie directly in this folder, as they do in the folder of one class: give the folder above, {Path.Combine(set, "train")}", CliRun.Of("data", "info", Path.Combine(set, "train", "cat")).Expect(ExitCode.BadData).Error);
        Assert.Contains($"the folders in 'cat' are taken as the classes, and {classes} has more such folders (dog)", CliRun.Of("data", "info", Path.Combine(classes, "cat")).Expect(ExitCode.Ok).Out);
        Assert.Contains("a class folder holds its recordings directly", CliRun.Of("data", "info", classes).Expect(ExitCode.BadData).Error);
        Assert.DoesNotContain("note:", CliRun.Of("data", "info", set).Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void Stats_CountsByClass()
    {
        ApprovedText.Check("data-stats", CliRun.Of("data", "stats", world.Data).Expect(ExitCode.Ok).Out);

        var json = CliRun.Of("data", "stats", world.Data, "--part", "train", "--json").Expect(ExitCode.Ok).Json();
        var part = json.GetProperty("parts")[0];
        Assert.Equal(part.GetProperty("all").GetProperty("events").GetInt64(), part.GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("events").GetInt64()));
        Assert.Contains("no part 'x'", CliRun.Of("data", "stats", world.Data, "--part", "x").Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void Verify_SharedNCars_IsASubset()
    {
        string ncars = SharedData.Require("data", "ncars");
        var run = CliRun.Of("data", "verify", ncars).Expect(ExitCode.Ok);

        Assert.Contains("part 'train' has 3,000 of 15,422 recordings (1,500 of 7,482, 1,500 of 7,940 by class)", run.Out);
        Assert.Contains("4,000 of the 24,029 recordings of the complete set", run.Out);
        Assert.Contains("all 4000 can be read", run.Out);
        Assert.Contains("no recording is in two parts", run.Out);
        Assert.Contains("part 'test' has 1,000 recordings, expected 8,607", CliRun.Of("data", "verify", ncars, "--complete").Expect(ExitCode.BadData).Out);
    }
}

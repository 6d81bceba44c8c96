using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Tests.Networks;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>What is wrong is said in one sentence, by the documented exception, and the next call is none the worse for it.</summary>
public sealed class RecognizerErrorTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public void Load_WithoutASoundModel_SaysWhy()
    {
        byte[] model = File.ReadAllBytes(tiny.Model);
        string cut = tiny.Folder.File("cut.safetensors", model.AsSpan(0, model.Length / 2)), recording = tiny.Files[0];

        Assert.Throws<FileNotFoundException>(() => Recognizer.Load(Path.Combine(tiny.Folder.Path, "missing.safetensors")));
        Assert.Contains("got a folder, expected a model file", Assert.Throws<ModelFileException>(() => Recognizer.Load(tiny.Folder.Path)).Message);
        Assert.Contains("cut.safetensors", Assert.Throws<ModelFileException>(() => Recognizer.Load(cut)).Message);
        Assert.Throws<ModelFileException>(() => Recognizer.Load(recording));
        Assert.Contains("in memory", Assert.Throws<ModelFileException>(() => Recognizer.Load(new MemoryStream(model[..100]), "in memory")).Message);
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        RecognizerOptions options = new() { Threads = -1, Parallelism = -2, IdleWorkspaces = -3, MostBytes = 0, MostEvents = 0 };

        string message = Assert.Throws<ArgumentException>(() => tiny.Load(options)).Message;

        Assert.All(["Threads: got -1", "Parallelism: got -2", "IdleWorkspaces: got -3", "MostBytes: got 0", "MostEvents: got 0"], part => Assert.Contains(part, message));
    }

    [Fact]
    public void Recordings_ThatCannotBeDecided_AreNamed()
    {
        using var recognizer = tiny.Load();
        string truncated = tiny.Folder.File("truncated.bin", [1, 2, 3, 4, 5, 6, 7]), unknown = tiny.Folder.File("notes.xyz", "hello"u8), other = tiny.Folder.File("other.bin", [200, 3, 0x80, 0, 1]);

        Assert.Throws<FileNotFoundException>(() => recognizer.Recognize("missing.bin"));
        AssertRefused(recognizer, tiny.Folder.Path, "got a folder, expected a file");
        Assert.IsType<EventFormatException>(AssertRefused(recognizer, truncated, "truncated.bin: at byte 5").InnerException);
        AssertRefused(recognizer, unknown, "expected the signature or the extension of a known format");
        AssertRefused(recognizer, other, "got 1 of 1 events outside the 16x16 sensor");
        AssertRefused(recognizer, new RasterImage(1, 1, 1, [0]), "image: got a still image, expected a recording of events");
        AssertRefused(recognizer, tiny.Folder.File("picture.png", [0x89, .. "PNG\r\n\x1a\n"u8]), "picture.png");
        Decisions.AssertSame(recognizer.Recognize(TinyModel.Events(0)), recognizer.Recognize(tiny.Files[0]));
    }

    [Fact]
    public void Frames_WhoseSumsOverflow_AreRefused()
    {
        using Recognizer recognizer = new(Nets.Trained(new NetworkDescription(new FrameSize(16, 16), new LayerList([new Convolution(4), new Relu(), new Flatten(), new Linear(3)])), seed: 7), TinyModel.Card());
        float[] frames = new float[2 * 16 * 16 * 2];

        Assert.Equal(2, recognizer.Recognize(RecognizerInput.FromFrames(frames)).Steps);
        Array.Fill(frames, float.MaxValue);
        AssertRefused(recognizer, RecognizerInput.FromFrames(frames), "frames: got logits that are no finite numbers after step 1");
    }

    [Fact]
    public void Recording_ForAModelOfImages_IsRefused()
    {
        using var recognizer = TinyModel.OfImages();

        AssertRefused(recognizer, TinyModel.Events(0), "events: got a recording of events, expected a still image");
        AssertRefused(recognizer, tiny.Files[0], "the model was trained on still images");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(512 * 4097)]
    public void Frames_OfAnotherSize_AreRefused(int length)
    {
        using var recognizer = tiny.Load();

        AssertRefused(recognizer, RecognizerInput.FromFrames(new float[length], "mine"), $"mine: got {length} values, expected frames [T, H, W, C] of 16x16x2, 512 values each");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Frames_ThatAreNotFinite_AreRefused(float value)
    {
        using var recognizer = tiny.Load();
        float[] frames = new float[1024];
        frames[700] = value;

        AssertRefused(recognizer, RecognizerInput.FromFrames(frames), "at index 700, expected finite values");
    }

    [Fact]
    public void Limits_RefuseWhatIsLarger_AndAtOnce()
    {
        byte[] bytes = File.ReadAllBytes(tiny.Files[0]);
        int events = TinyModel.Events(0).Count;
        using var fewBytes = tiny.Load(new RecognizerOptions { MostBytes = bytes.Length - 1 });
        using var fewEvents = tiny.Load(new RecognizerOptions { MostEvents = events - 1 });
        using var justRight = tiny.Load(new RecognizerOptions { MostBytes = bytes.Length, MostEvents = events });
        int furthest = 0;
        using SlowStream endless = new(new byte[1 << 24], 1000, at => furthest = at);

        AssertRefused(fewBytes, tiny.Files[0], $"got more than {bytes.Length - 1} bytes, expected at most so many (RecognizerOptions.MostBytes)");
        AssertRefused(fewEvents, tiny.Files[0], $"got more than {events - 1} events, expected at most so many (RecognizerOptions.MostEvents)");
        AssertRefused(fewBytes, RecognizerInput.FromStream(endless, "endless.bin"), "got more than");
        Assert.True(furthest < bytes.Length + 1000, "what is too long is not read on");
        Assert.Equal(events, justRight.Recognize(tiny.Files[0]).Events);
    }

    [Fact]
    public void EventBuffer_ThatMayNotGrow_SetsNoMemoryAside()
    {
        EventBuffer events = new() { MostCapacity = 3000 };

        Assert.Throws<EventLimitException>(() => events.EnsureCapacity(int.MaxValue));
        Assert.Throws<EventLimitException>(() => EventFormats.Default.ByName("atis-bin").ReadAll(new MemoryStream(new byte[5 * 4000]), new ReadOptions(), events));
        Assert.InRange(events.Capacity, 0, 3000);
    }

    [Fact]
    public void All_NamesTheFirstThatFails()
    {
        using var recognizer = tiny.Load(new RecognizerOptions { Parallelism = 4 });
        RecognizerInput[] inputs = [.. tiny.Files];
        inputs[9] = "missing.bin";
        inputs[5] = RecognizerInput.FromFrames(new float[3], "short");

        var failure = Assert.Throws<RecordingException>(() => recognizer.RecognizeAll(inputs));
        inputs[5] = tiny.Files[5];
        var next = Assert.Throws<RecordingException>(() => recognizer.RecognizeAll(inputs));

        Assert.Equal((5, "short"), (failure.Position, failure.Recording));
        Assert.StartsWith("recording 6 of 12: short: got 3 values", failure.Message, StringComparison.Ordinal);
        Assert.Equal(9, next.Position);
        Assert.IsType<FileNotFoundException>(next.InnerException);
    }

    private static RecordingException AssertRefused(Recognizer recognizer, RecognizerInput input, string part)
    {
        var failure = Assert.Throws<RecordingException>(() => recognizer.Recognize(input));
        Assert.Contains(part, failure.Message);
        Assert.Equal(input.Name, failure.Recording);
        Assert.Null(failure.Position);
        return failure;
    }
}

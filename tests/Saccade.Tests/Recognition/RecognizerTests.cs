using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>What a recognizer decides, whatever it is given.</summary>
public sealed class RecognizerTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public void Decision_HoldsLabelProbabilitiesAndSteps()
    {
        using var recognizer = tiny.Load();

        var decision = recognizer.Recognize(tiny.Files[0]);

        Assert.Equal(tiny.Files[0], decision.Recording);
        Assert.Equal(TinyModel.Steps, decision.Steps);
        Assert.Equal([1, 2, 3, 4], decision.AfterEachStep.Select(s => s.Step));
        Assert.Equal(recognizer.Card.Labels[decision.Class], decision.Label);
        Assert.Equal(1, decision.Probabilities.Sum(), 12);
        Assert.Equal(decision.Probabilities.Max(), decision.Confidence);
        Assert.Equal(TinyModel.Events(0).Count, decision.Events);
        Assert.Equal(0, decision.Outside);
        Assert.True(decision.Times.Network > TimeSpan.Zero);
        Assert.Equal(decision.Times.Total, decision.Times.Reading + decision.Times.Framing + decision.Times.Network);
        Assert.True(Enumerable.Range(0, TinyModel.Recordings).Select(i => recognizer.Recognize(tiny.Files[i]).Confidence).Distinct().Count() > 1, "the recordings must differ for these tests to mean anything");
    }

    [Fact]
    public void FileStreamEventsFrames_GiveTheSameBits()
    {
        using var recognizer = tiny.Load();
        var events = TinyModel.Events(1);
        float[] frames = new FrameIntegrator(recognizer.Sensor).Integrate(events, new Slicing.ByNumber(TinyModel.Steps)).Frames.Values.ToArray();
        using var whole = File.OpenRead(tiny.Files[1]);
        using SlowStream slow = new(File.ReadAllBytes(tiny.Files[1]), atOnce: 7);

        var expected = recognizer.Recognize(events);

        Decisions.AssertSame(expected, recognizer.Recognize(tiny.Files[1]));
        Decisions.AssertSame(expected, recognizer.Recognize(RecognizerInput.FromStream(whole, "whole.bin")));
        Decisions.AssertSame(expected, recognizer.Recognize(RecognizerInput.FromStream(slow, "slow.bin")));
        Decisions.AssertSame(expected, recognizer.Recognize(RecognizerInput.FromFrames(frames)));
        Assert.True(whole.CanRead); // of the caller, so not closed
        Assert.False(slow.IsClosed);
    }

    [Fact]
    public void Frames_OfFewerSteps_GiveTheFirstDecisions()
    {
        using var recognizer = tiny.Load();
        float[] frames = new FrameIntegrator(recognizer.Sensor).Integrate(TinyModel.Events(2), new Slicing.ByNumber(TinyModel.Steps)).Frames.Values.ToArray();

        var all = recognizer.Recognize(RecognizerInput.FromFrames(frames));
        var first = recognizer.Recognize(RecognizerInput.FromFrames(frames.AsMemory(0, frames.Length / TinyModel.Steps)));

        Assert.Equal(1, first.Steps);
        Assert.Equal(all.AfterEachStep[0].Probabilities, first.Probabilities);
    }

    [Fact]
    public void Events_OutOfOrder_AreSortedInACopy()
    {
        using Recognizer recognizer = new(TinyModel.Network(new FrameSize(16, 16)), TinyModel.Card(FrameSlicing.Time));
        var ordered = TinyModel.Events(3);
        var mixed = new EventBuffer();
        for (int i = 0; i < ordered.Count; i++)
            mixed.Add(ordered[(i + ordered.Count / 2) % ordered.Count]);
        int disorder = mixed.Disorder;

        var decision = recognizer.Recognize(mixed);

        Assert.True(disorder > 0);
        Assert.Equal(disorder, mixed.Disorder);
        Decisions.AssertSame(recognizer.Recognize(ordered), decision);
    }

    [Fact]
    public void FewEventsOutsideTheSensor_AreCounted()
    {
        using var recognizer = tiny.Load();
        var events = TinyModel.Events(4);
        events.Add(events.Times[^1] + 1, 200, 3, 1);

        Assert.Equal(1, recognizer.Recognize(events).Outside);
    }

    [Fact]
    public void Image_FromFileOrMemory_IsShownAtEveryStep()
    {
        using var recognizer = TinyModel.OfImages();
        byte[] grey = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 4))];
        string file = tiny.Folder.File("image.pgm", [.. "P5\n8 8\n255\n"u8, .. grey]);

        var decision = recognizer.Recognize(new RasterImage(8, 8, 1, grey));

        Assert.True(recognizer.SeesImages);
        Assert.Equal(TinyModel.Steps, decision.Steps);
        Decisions.AssertSame(decision, recognizer.Recognize(file));
        float[] frames = [.. Enumerable.Repeat(grey.Select(v => v / 255f), TinyModel.Steps).SelectMany(f => f)];
        Decisions.AssertSame(decision, recognizer.Recognize(RecognizerInput.FromFrames(frames)));
    }

    [Fact]
    public void Model_FromAStream_IsTheSame()
    {
        using var fromFile = tiny.Load();
        using var fromStream = Recognizer.Load(new MemoryStream(File.ReadAllBytes(tiny.Model)), "embedded");

        Decisions.AssertSame(fromFile.Recognize(tiny.Files[5]), fromStream.Recognize(tiny.Files[5]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_ChangeNoBit(int threads)
    {
        using var one = tiny.Load();
        using var several = tiny.Load(new RecognizerOptions { Threads = threads });

        several.WarmUp();

        Decisions.AssertSame(one.Recognize(tiny.Files[6]), several.Recognize(tiny.Files[6]));
    }

    [Fact]
    public void All_GivesTheDecisionsInOrder()
    {
        using var recognizer = tiny.Load(new RecognizerOptions { Parallelism = 3 });

        var decisions = recognizer.RecognizeAll([.. tiny.Files, TinyModel.Events(0)]);

        Assert.Equal(TinyModel.Recordings + 1, decisions.Count);
        for (int i = 0; i < TinyModel.Recordings; i++)
        {
            Assert.Equal(tiny.Files[i], decisions[i].Recording);
            Decisions.AssertSame(recognizer.Recognize(tiny.Files[i]), decisions[i]);
        }

        Decisions.AssertSame(decisions[0], decisions[^1]);
        Assert.Empty(recognizer.RecognizeAll([]));
    }
}

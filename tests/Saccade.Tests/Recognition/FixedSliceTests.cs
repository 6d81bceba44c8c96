using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>Frames of a fixed time or number of events: what comes later changes none of them, and recordings may be longer or shorter than they are.</summary>
public sealed class FixedSliceTests
{
    [Theory]
    [InlineData(FrameSlicing.Duration, 4000, 1)]
    [InlineData(FrameSlicing.Count, 50, 1)]
    [InlineData(FrameSlicing.Duration, 4000, 2)]
    public void Recognize_WhatComesAfterTheLastFrame_ChangesNothing(FrameSlicing cut, int slice, int window)
    {
        using var recognizer = Make(cut, slice, window);
        var whole = TinyModel.Events(2);
        int kept = cut == FrameSlicing.Count ? TinyModel.Steps * slice : Enumerable.Range(0, whole.Count).Count(i => whole.Times[i] - whole.Times[0] < TinyModel.Steps * (long)slice);
        Assert.InRange(kept, 1, whole.Count - 1);
        var beginning = new EventBuffer();
        beginning.Add(whole.Slice(new EventRange(0, kept)));

        Decisions.AssertSame(recognizer.Recognize(beginning), recognizer.Recognize(whole));
    }

    [Fact]
    public void Recognize_RecordingThatEndsEarly_HasEmptyFramesAtTheEnd()
    {
        using var recognizer = Make(FrameSlicing.Count, 1_000_000);

        Assert.Equal(TinyModel.Steps, recognizer.Recognize(TinyModel.Events(1)).Steps);
    }

    [Fact]
    public void Recognize_LongRecordingInShortSlices_TakesNoMemoryForThoseThatAreNotSeen()
    {
        using var recognizer = Make(FrameSlicing.Duration, 1);
        var events = new EventBuffer();
        events.Add(0, 3, 3, 1);
        events.Add(long.MaxValue / 2, 4, 4, 0);

        Assert.Equal(TinyModel.Steps, recognizer.Recognize(events).Steps);
    }

    [Fact]
    public void Load_SliceOfNothing_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");

        var error = Assert.Throws<ModelFileException>(() =>
        {
            ModelFile.Save(path, TinyModel.Network(new FrameSize(16, 16)), TinyModel.Card(FrameSlicing.Duration));
            ModelFile.Load(path);
        });

        Assert.Contains("slices of 0, expected 1 to", error.Message, StringComparison.Ordinal);
    }

    private static Recognizer Make(FrameSlicing cut, int slice, int window = 1)
    {
        var card = TinyModel.Card(cut);
        return new Recognizer(TinyModel.Network(new FrameSize(16, 16)), card with { Preprocessing = card.Preprocessing with { Slice = slice, Window = window } });
    }
}

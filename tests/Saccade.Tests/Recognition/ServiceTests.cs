using Microsoft.Extensions.DependencyInjection;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>Recognizers among the services of an application.</summary>
public sealed class ServiceTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public void AddSaccade_GivesOneRecognizer_AndDisposesItWithTheApplication()
    {
        var provider = new ServiceCollection().AddSaccade(tiny.Model, new RecognizerOptions { WarmUp = true }).BuildServiceProvider();

        var recognizer = provider.GetRequiredService<IRecognizer>();

        Assert.Same(recognizer, provider.GetRequiredService<IRecognizer>());
        Assert.Equal("tiny", recognizer.Card.Name);
        Assert.Equal(TinyModel.Steps, recognizer.Recognize(tiny.Files[0], TestContext.Current.CancellationToken).Steps);
        provider.Dispose();
        Assert.Throws<ObjectDisposedException>(() => recognizer.Recognize(tiny.Files[0], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AddKeyedSaccade_GivesEachModelByItsKey()
    {
        string other = Path.Combine(tiny.Folder.Path, "other.safetensors");
        ModelFile.Save(other, TinyModel.Network(new Saccade.Networks.FrameSize(16, 16)), TinyModel.Card() with { Name = "other" });
        using var provider = new ServiceCollection().AddKeyedSaccade("a", tiny.Model).AddKeyedSaccade("b", other).BuildServiceProvider();

        Assert.Equal("tiny", provider.GetRequiredKeyedService<IRecognizer>("a").Card.Name);
        Assert.Equal("other", provider.GetRequiredKeyedService<IRecognizer>("b").Card.Name);
        Assert.Null(provider.GetService<IRecognizer>());
    }

    [Fact]
    public void WrongArguments_AreToldAtOnce_AWrongFileWhenItIsAskedFor()
    {
        ServiceCollection services = new();

        Assert.Contains("got no path", Assert.Throws<ArgumentException>(() => services.AddSaccade("")).Message);
        Assert.Contains("got no path", Assert.Throws<ArgumentException>(() => services.AddKeyedSaccade("key", null!)).Message);
        Assert.Contains("MostEvents: got 0", Assert.Throws<ArgumentException>(() => services.AddSaccade(tiny.Model, new RecognizerOptions { MostEvents = 0 })).Message);
        Assert.Empty(services);

        using var provider = services.AddSaccade(tiny.Files[0]).BuildServiceProvider();
        Assert.Throws<ModelFileException>(() => provider.GetRequiredService<IRecognizer>());
    }

    [Fact]
    public async Task Interface_CanBeStoodInFor()
    {
        using var provider = new ServiceCollection().AddSaccade(tiny.Model).AddSingleton<IRecognizer>(new Fixed("cat")).BuildServiceProvider();

        var recognizer = provider.GetRequiredService<IRecognizer>();

        Assert.Equal("cat", (await recognizer.RecognizeAsync("whatever.dat", TestContext.Current.CancellationToken)).Label);
    }

    /// <summary>What the test of an application puts in: an answer that is known.</summary>
    private sealed class Fixed(string label) : IRecognizer
    {
        public ModelCard Card { get; } = TinyModel.Card();

        public Decision Recognize(RecognizerInput input, CancellationToken cancellation = default)
            => new(input.Name, [new StepDecision(1, 0, label, [1])], Events: 1, Outside: 0, default);

        public Task<Decision> RecognizeAsync(RecognizerInput input, CancellationToken cancellation = default) => Task.FromResult(Recognize(input, cancellation));

        public IReadOnlyList<Decision> RecognizeAll(IReadOnlyList<RecognizerInput> inputs, CancellationToken cancellation = default) => [.. inputs.Select(i => Recognize(i, cancellation))];
    }
}

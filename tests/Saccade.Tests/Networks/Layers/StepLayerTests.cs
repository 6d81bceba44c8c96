using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Votes, adaptive pools, factors of time steps and TCJA gates: values and gradients of their formulas in double.</summary>
public sealed class StepLayerTests : IDisposable
{
    private const int Steps = 3, Samples = 2, Channels = 2;

    private readonly Engine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Vote_IsTheMeanOfConsecutiveFeatures()
    {
        var layer = Network.Create(Nets.Of(new Flatten(), new Linear(6), new Vote(3)), 1).Layers[2];

        AssertFormula(layer, Input("TNF", 6), x => [.. x.Chunk(3).Select(votes => votes.Average())]);
        AssertRefused("got 6 features and 4 votes for each output, expected a multiple of the votes", new Flatten(), new Linear(6), new Vote(4));
        AssertRefused("needs flat features", new Vote(2), new Flatten());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public void AdaptiveAveragePool_IsThatOfPyTorch(int size)
    {
        var (height, width) = (Nets.Input.Height, Nets.Input.Width);
        var layer = Network.Create(Nets.Of(new AdaptiveAveragePool(size), new Flatten(), new Linear(2)), 1).Layers[0];

        Assert.Equal(new FeatureSize(size, size, Channels), layer.Output);
        AssertFormula(layer, Input("TNHWC", height, width, Channels), x => [.. x.Chunk(height * width * Channels).SelectMany(Pooled)]);

        IEnumerable<double> Pooled(double[] map) =>
            from row in Enumerable.Range(0, size)
            from column in Enumerable.Range(0, size)
            from channel in Enumerable.Range(0, Channels)
            select (from h in Window(row, height) from w in Window(column, width) select map[(h * width + w) * Channels + channel]).Average();

        IEnumerable<int> Window(int i, int extent)
        {
            int first = (int)Math.Floor((double)i * extent / size);
            return Enumerable.Range(first, (int)Math.Ceiling((i + 1.0) * extent / size) - first);
        }
    }

    [Fact]
    public void StepScale_MultipliesEachStepByItsFactor()
    {
        var layer = (StepScaleLayer)Network.Create(Nets.Of(new StepScale(Steps), new Flatten(), new Linear(2)), 1).Layers[0];
        Assert.Equal([1, 1, 1], layer.Scale.Values);
        (layer.Scale.Values[0], layer.Scale.Values[1]) = (0.5f, -2);
        var x = Input("TNHWC", 8, 6, Channels);

        AssertFormula(layer, x, (values, p) => [.. values.Select((v, i) => v * p[0][i / (values.Length / Steps)])]);
    }

    [Fact]
    public void StepScale_InPieces_GoesOnWithTheNextFactor_AndEndsWithTheLast()
    {
        var network = Network.Create(Nets.Of(new StepScale(Steps), new Flatten(), new Linear(2)), 1);
        ((StepScaleLayer)network.Layers[0]).Scale.Values[2] = 4;
        float[] frames = Nets.Frames(Steps, Samples, 1), whole = Nets.Run(_engine, network, Steps, Samples, frames);
        var state = new NetworkState();

        float[] first = Nets.Run(_engine, network, 2, Samples, frames.AsSpan(0, frames.Length / 3 * 2), pass => pass with { State = state });
        float[] last = Nets.Run(_engine, network, 1, Samples, frames.AsSpan(frames.Length / 3 * 2), pass => pass with { State = state });

        Assert.Equal(whole, first.Concat(last));
        Assert.Contains(
            "layer 0: a step scale has factors for 3 time steps, and there are 4",
            Assert.Throws<ArgumentException>(() => Nets.Run(_engine, network, 1, Samples, frames.AsSpan(0, frames.Length / 3), pass => pass with { State = state })).Message, StringComparison.Ordinal);
        state.Reset();
        Assert.Equal(first, Nets.Run(_engine, network, 2, Samples, frames.AsSpan(0, frames.Length / 3 * 2), pass => pass with { State = state }));
    }

    [Theory]
    [InlineData(TcjaGate.Joint, 4, 4)]
    [InlineData(TcjaGate.Joint, 2, 3)]
    [InlineData(TcjaGate.Steps, 3, 4)]
    [InlineData(TcjaGate.Channels, 4, 2)]
    [InlineData(TcjaGate.Joint, 1, 1)]
    public void Tcja_GateAndGradients_AreThoseOfTheFormula(TcjaGate gate, int stepKernel, int channelKernel)
    {
        var layer = Network.Create(Nets.Of(new Tcja(Steps, stepKernel, channelKernel, gate), new Flatten(), new Linear(2)), 5).Layers[0];
        foreach (var parameter in layer.Parameters)
            RandomData.Normal(parameter.Values.Length, 6).CopyTo(parameter.Values, 0);

        AssertFormula(layer, Input("TNHWC", 8, 6, Channels), (x, p) => Gated(x, gate == TcjaGate.Channels ? null : p[0], gate == TcjaGate.Steps ? null : p[^1], stepKernel, channelKernel));
    }

    [Theory]
    [InlineData(TemporalSqueeze.Mean, 1)]
    [InlineData(TemporalSqueeze.Mean, 2)]
    [InlineData(TemporalSqueeze.MeanAndMaximum, 1)]
    public void TemporalAttention_GateAndGradients_AreThoseOfTheFormula(TemporalSqueeze squeeze, int reduction)
    {
        var layer = Network.Create(Nets.Of(new TemporalAttention(Steps, reduction, squeeze), new Flatten(), new Linear(2)), 5).Layers[0];
        foreach (var parameter in layer.Parameters)
            RandomData.Normal(parameter.Values.Length, 6).CopyTo(parameter.Values, 0);

        foreach (var x in new[] { Input("TNHWC", 8, 6, Channels), Input("TNF", 12) })
        {
            // Means of about 1 keep the hidden units away from the kink of their ReLU, and one feature is the largest beyond doubt.
            int features = x.Values.Length / (Steps * Samples);
            for (int i = 0; i < x.Values.Length; i++)
                x.Values[i] += i % features == 0 ? 9 : 1;
            AssertFormula(layer, x, (values, p) => Attended(values, p[0], p[1], squeeze == TemporalSqueeze.MeanAndMaximum));
        }
    }

    [Fact]
    public void TemporalAttention_OtherSteps_AreRefused()
    {
        var network = Network.Create(Nets.Of(new TemporalAttention(Steps), new Flatten(), new Linear(2)), 5);

        Assert.Contains(
            "layer 0: a temporal attention is made for 3 time steps, and there are 2",
            Assert.Throws<ArgumentException>(() => Nets.Run(_engine, network, 2, 1, Nets.Frames(2, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Equal("a temporal attention sees all time steps at once, and they come in pieces", network.Description.Layers.ProblemOver(Steps, inPieces: true));
        AssertRefused("steps and reduction must be at least 1, got 3 and 0", new TemporalAttention(3, 0), new Flatten());
    }

    [Fact]
    public void Tcja_OtherSteps_AreRefused()
    {
        var network = Network.Create(Nets.Of(new Tcja(Steps), new Flatten(), new Linear(2)), 5);

        Assert.Contains(
            "layer 0: a TCJA gate is made for 3 time steps, and there are 2",
            Assert.Throws<ArgumentException>(() => Nets.Run(_engine, network, 2, 1, Nets.Frames(2, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Equal("a TCJA gate sees all time steps at once, and they come in pieces", network.Description.Layers.ProblemOver(Steps, inPieces: true));
        Assert.Null(network.Description.Layers.ProblemOver(Steps, inPieces: false));
        Assert.Equal("a TCJA gate is made for 3 time steps, and there are 5", Branches.Add([new Tcja(Steps)], []) is var b ? new LayerList([b]).ProblemOver(5, inPieces: false) : null);
    }

    [Fact]
    public void Layers_InFiles_AreReadAgain()
    {
        var description = Nets.Of(new Tcja(4, 3, 2, TcjaGate.Steps), new TemporalAttention(4, 2, TemporalSqueeze.MeanAndMaximum), new StepScale(4), new AdaptiveAveragePool(3), new Flatten(), new Linear(20), new Vote(5));

        Assert.Equal(description, NetworkDescription.FromJson(description.ToJson()));
    }

    /// <summary>sigmoid(W2 relu(W1 s)) of each sample, s the means of its steps; or of the sum of this with the same of the maxima.</summary>
    private static double[] Attended(double[] x, double[] squeeze, double[] excite, bool hasMaximum)
    {
        int features = x.Length / (Steps * Samples), hidden = squeeze.Length / Steps;
        IEnumerable<double> Step(int t, int n) => x.Skip((t * Samples + n) * features).Take(features);
        double Excited(int t, Func<int, double> s) => Enumerable.Range(0, hidden).Sum(h => excite[t * hidden + h] * Math.Max(0, Enumerable.Range(0, Steps).Sum(u => squeeze[h * Steps + u] * s(u))));
        double Gate(int t, int n)
        {
            double[] means = [.. Enumerable.Range(0, Steps).Select(u => Step(u, n).Average())], maxima = [.. Enumerable.Range(0, Steps).Select(u => Step(u, n).Max())];
            return 1 / (1 + Math.Exp(-Excited(t, u => means[u]) - (hasMaximum ? Excited(t, u => maxima[u]) : 0)));
        }

        return [.. from t in Enumerable.Range(0, Steps) from n in Enumerable.Range(0, Samples) let gate = Gate(t, n) from value in Step(t, n) select gate * value];
    }

    /// <summary>The published equations, index by index.</summary>
    private static double[] Gated(double[] x, double[]? stepWeight, double[]? channelWeight, int stepKernel, int channelKernel)
    {
        int map = x.Length / (Steps * Samples * Channels);
        double At(int t, int n, int position, int c) => x[((t * Samples + n) * map + position) * Channels + c];
        double Mean(int t, int n, int c) => t < 0 || t >= Steps || c < 0 || c >= Channels ? 0 : Enumerable.Range(0, map).Average(i => At(t, n, i, c));
        double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);
        double A(int t, int n, int c) => stepWeight is null ? 1 : Sum(stepKernel, k => Sum(Steps, s => stepWeight[t * stepKernel * Steps + k * Steps + s] * Mean(s, n, c + k - (stepKernel - 1) / 2)));
        double B(int t, int n, int c) => channelWeight is null ? 1 : Sum(channelKernel, k => Sum(Channels, d => channelWeight[(k * Channels + d) * Channels + c] * Mean(t + k - (channelKernel - 1) / 2, n, d)));
        return
        [
            .. from t in Enumerable.Range(0, Steps)
               from n in Enumerable.Range(0, Samples)
               from i in Enumerable.Range(0, map)
               from c in Enumerable.Range(0, Channels)
               select At(t, n, i, c) / (1 + Math.Exp(-A(t, n, c) * B(t, n, c))),
        ];
    }

    private static Parameter Input(string axes, params ReadOnlySpan<int> extents)
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape(axes, [Steps, Samples, .. extents]));
        RandomData.Normal(x.Values.Length, 9).CopyTo(x.Values, 0);
        return x;
    }

    private void AssertFormula(Layer layer, Parameter x, Func<double[], double[]> formula) => AssertFormula(layer, x, (values, _) => formula(values));

    private void AssertFormula(Layer layer, Parameter x, Func<double[], double[][], double[]> formula)
    {
        Tensor Run(Tape tape, bool trains) => layer.Forward(tape.Use(x, trains), new ForwardPass(tape) { TrainsParameters = trains });
        using (var tape = new Tape(_engine, recording: false))
        {
            double[] expected = formula(Doubles(x), [.. layer.Parameters.Select(Doubles)]);
            Close.Relative([.. expected.Select(v => (float)v)], Run(tape, false).Values, 1e-5, layer.Description.Title);
        }

        var error = new GradientCheck(tape => Run(tape, true), [x, .. layer.Parameters]) { Reference = p => formula(p[0], [.. p.Skip(1)]) }.Worst(_engine);
        Assert.True(error.Relative < 1e-5, error.ToString());
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    private static double[] Doubles(Parameter parameter) => [.. parameter.Values.Select(v => (double)v)];

    private static void AssertRefused(string expected, params LayerDescription[] layers)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Network.Create(Nets.Of(layers), 1)).Message, StringComparison.Ordinal);
}

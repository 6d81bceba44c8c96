using Saccade.Kernels.Convolution;
using Saccade.Kernels.Neurons;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.TestKit.OpCases;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>A batch that several processes have parts of gives the bits of one process that has all of it: each op, and a whole step.</summary>
public sealed class SharedBatchTests
{
    private static readonly Type[] _summing =
    [
        typeof(ConvolutionOp), typeof(LinearOp), typeof(BatchNormOp), typeof(LayerNormOp), typeof(NeuronOp), typeof(QuantiseOp),
        typeof(TemporalConvolutionOp), typeof(FirstOrderFilterOp), typeof(DotOp), typeof(BinaryOp),
    ];

    /// <summary>Cases of the operations that sum over samples: some input has an axis N, and all that have it the same number of samples. [N] alone is left out: one sample makes it a scalar.</summary>
    public static TheoryData<string> Cases => [.. OpTable.All.Where(op => SamplesOf(op) > 1 && _summing.Contains(op.Operation) && op.Inputs.All(input => input.Shape.Rank > 1 || input.Shape.Axes != "N")).Select(op => op.Name)];

    [Fact]
    public void Cases_AreMostOfTheOps()
        => Assert.InRange(Cases.Count, 30, OpTable.All.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Op_OnPartsOfABatch_GivesTheBitsOfTheWhole(string name)
    {
        var op = OpTable.Named(name);
        int samples = SamplesOf(op), ranks = Math.Min(3, samples);
        using var engine = new Engine(1);
        var whole = Run(op, engine, null);

        var parts = ThreadExchange.Run(ranks, exchange =>
        {
            using var mine = new Engine(1, exchange: exchange);
            return (Part: BatchPart.Of(exchange, samples)!, Result: Run(op, mine, BatchPart.Of(exchange, samples)));
        });

        foreach (var (part, result) in parts)
        {
            for (int i = 0; i < whole.Count; i++)
                Close.SameBits(Mine(whole[i].Shape, whole[i].Values, part), result[i].Values, i == 0 ? "output" : $"gradient {i - 1}");
        }
    }

    [Theory]
    [InlineData(13, 2)]
    [InlineData(13, 3)]
    [InlineData(8, 4)]
    [InlineData(7, 3)]
    [InlineData(5, 5)]
    [InlineData(16, 6)]
    [InlineData(9, 7)]
    [InlineData(16, 8)]
    [InlineData(3, 4)] // fewer samples than processes: each computes all
    public void Step_OfAnyNumberOfProcesses_HasTheSameBits(int samples, int ranks)
    {
        using var engine = new Engine(2);
        var whole = new Step(engine, samples);

        foreach (var part in ThreadExchange.Run(ranks, exchange =>
        {
            using var mine = new Engine(1, exchange: exchange);
            return new Step(mine, samples);
        }))
        {
            Assert.Equal(whole.Loss, part.Loss);
            for (int i = 0; i < whole.Gradients.Length; i++)
                Close.SameBits(whole.Gradients[i], part.Gradients[i], $"gradient {i}");
            Close.SameBits(whole.Running, part.Running, "running statistics");
        }
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(13, 3)]
    public void Step_WithGradientsOfHalfPrecision_IsNearAndTheSameInAllProcesses(int samples, int ranks)
    {
        using var engine = new Engine(1);
        var whole = new Step(engine, samples);

        var parts = ThreadExchange.Run(ranks, exchange =>
        {
            using var mine = new Engine(1, exchange: exchange, sharing: new ShardSharing { Gradients = ExchangePrecision.Float16 });
            return new Step(mine, samples);
        });

        for (int i = 0; i < whole.Gradients.Length; i++)
        {
            // Two roundings of 2^-12 of the largest, the first of each process.
            float tolerance = whole.Gradients[i].Max(MathF.Abs) * (ranks + 1) / 2048;
            Assert.All(parts, part => Close.SameBits(parts[0].Gradients[i], part.Gradients[i], $"gradient {i}"));
            Assert.All(whole.Gradients[i].Zip(parts[0].Gradients[i]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }

        Assert.NotEqual(whole.Gradients[1], parts[0].Gradients[1]);
    }

    [Fact]
    public void BatchNorm_WithStatisticsOfEachProcess_IsThatOfItsSamplesAlone()
    {
        const int Samples = 10, Ranks = 2;
        var shape = new Shape("TNF", 3, Samples, 7);
        float[] values = RandomData.Normal(shape.Count, 1), weights = RandomData.Normal(shape.Count, 2);
        float[][] Normalise(Engine engine, BatchPart mine, bool alone)
        {
            using var tape = new Tape(engine, recording: true) { Part = alone ? null : mine };
            var x = tape.Variable(shape.With(1, mine.Count), Mine(shape, values, mine));
            Tensor scale = tape.Variable(new Shape("C", 7), RandomData.Normal(7, 3)), shift = tape.Variable(new Shape("C", 7), RandomData.Normal(7, 4));
            float[] mean = new float[7], variance = new float[7];
            var y = BatchNormOp.Train(x, scale, shift, 1e-5, mean, variance, 0.1);
            float[] output = y.Values.ToArray();
            using var gradients = tape.Backward(y, Mine(shape, weights, mine));
            return [output, gradients.Of(x).ToArray(), mean, variance, gradients.Of(scale).ToArray(), gradients.Of(shift).ToArray()];
        }

        var all = ThreadExchange.Run(Ranks, exchange =>
        {
            using Engine shared = new(1, exchange: exchange, sharing: new ShardSharing { Statistics = StatisticsScope.Rank }), single = new(1);
            var part = BatchPart.Of(exchange, Samples)!;
            return (Shared: Normalise(shared, part, alone: false), Alone: Normalise(single, part, alone: true));
        });

        foreach (var (shared, alone) in all)
        {
            for (int i = 0; i < 4; i++)
                Close.SameBits(alone[i], shared[i], $"value {i}");
            for (int i = 4; i < 6; i++)
                Close.SameBits([.. all[0].Alone[i].Zip(all[1].Alone[i], (a, b) => a + b)], shared[i], $"value {i}");
        }
    }

    [Fact]
    public void Part_WithoutOthers_SaysSo()
    {
        var part = ThreadExchange.Run(2, exchange => BatchPart.Of(exchange, 4))[0];
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false) { Part = part };
        var x = tape.Constant(new Shape("NF", 2, 3), new float[6]);

        Assert.Contains("without others", Assert.Throws<InvalidOperationException>(() => ReduceOp.Sum(x)).Message);
    }

    private static int SamplesOf(OpCase op)
    {
        int[] samples = [.. op.Inputs.Where(input => input.Shape.Axes.Contains('N')).Select(input => input.Shape['N']).Distinct()];
        return samples.Length == 1 ? samples[0] : 0;
    }

    /// <summary>Output and gradients of a case, of which the tape holds a part.</summary>
    private static List<(Shape Shape, float[] Values)> Run(OpCase op, Engine engine, BatchPart? part)
    {
        using var tape = new Tape(engine, recording: true) { Part = part };
        Tensor[] inputs = [.. op.Inputs.Select((input, i) => Place(tape, input, Mine(input.Shape, input.Values(i), part), part))];
        var output = op.Apply(inputs);
        List<(Shape, float[])> result = [(output.Shape, output.Values.ToArray())];
        var whole = output.Shape.Axes.Contains('N') && part is not null ? output.Shape.With(output.Shape.Axes.IndexOf('N'), part.Samples) : output.Shape;
        using var gradients = tape.Backward(output, Mine(whole, OpRun.OutputWeights(whole.Count), part));
        foreach (var input in inputs.Where(x => x.RequiresGradient))
            result.Add((input.Shape, gradients.Of(input).ToArray()));
        return result;
    }

    private static Tensor Place(Tape tape, OpInput input, float[] values, BatchPart? part)
    {
        int axis = input.Shape.Axes.IndexOf('N');
        var shape = axis < 0 || part is null ? input.Shape : input.Shape.With(axis, part.Count);
        return input.NeedsGradient ? tape.Variable(shape, values) : tape.Constant(shape, values);
    }

    /// <summary>The values of the samples of a part; all of them where there is no axis of samples.</summary>
    private static float[] Mine(Shape shape, float[] values, BatchPart? part)
    {
        int axis = shape.Axes.IndexOf('N');
        if (part is null || axis < 0)
            return values;
        var along = NamedAxes.Along(shape, axis);
        List<float> mine = [];
        for (int outer = 0; outer < along.Outer; outer++)
            mine.AddRange(values.AsSpan((outer * along.Length + part.First) * along.Inner, part.Count * along.Inner));
        return [.. mine];
    }

    /// <summary>Loss, gradients and running statistics of one step of a small network with every kind of parameter.</summary>
    private sealed class Step
    {
        private const int Steps = 3, Size = 8, Channels = 12, Classes = 5;
        private readonly Parameter _weight = Drawn(new Shape("KLIO", 3, 3, 2, Channels), 1), _second = Drawn(new Shape("KLIO", 3, 3, Channels, Channels), 2), _bias = Drawn(new Shape("O", Channels), 3);
        private readonly Parameter _scale = Drawn(new Shape("C", Channels), 4), _shift = Drawn(new Shape("C", Channels), 5);
        private readonly Parameter _membrane = Drawn(new Shape("F", 1), 6), _threshold = Drawn(new Shape("C", Channels), 7), _linear = Drawn(new Shape("FK", Size * Size * Channels, Classes), 8);
        private readonly ConvolutionPlan _first = new(new(Size, Size, 2, Channels, 3, 3, 1, 1)), _then = new(new(Size, Size, Channels, Channels, 3, 3, 1, 1));

        public Step(Engine engine, int samples)
        {
            var part = BatchPart.Of(engine.Exchange, samples);
            Running = [.. new float[Channels], .. Enumerable.Repeat(1f, Channels)];
            using var tape = new Tape(engine, recording: true) { Part = part };
            var shape = new Shape("TNHWC", Steps, samples, Size, Size, 2);
            var target = new Shape("TNF", Steps, samples, Classes);
            var x = tape.Constant(shape.With(1, part?.Count ?? samples), Mine(shape, RandomData.Spikes(shape.Count, 0.3, 9), part));
            var wanted = tape.Constant(target.With(1, part?.Count ?? samples), Mine(target, RandomData.Normal(target.Count, 10), part));
            var difference = BinaryOp.Subtract(Network(tape, x), wanted);
            var loss = ReduceOp.Mean(BinaryOp.Multiply(difference, difference), "TNF");
            Loss = loss.Values[0];
            using var gradients = tape.Backward(loss);
            Gradients = [.. new[] { _weight, _second, _bias, _scale, _shift, _membrane, _threshold, _linear }.Select(p => gradients.Of(p).ToArray())];
        }

        public float Loss { get; }

        public float[][] Gradients { get; }

        public float[] Running { get; }

        private Tensor Network(Tape tape, Tensor x)
        {
            x = ConvolutionOp.Apply(_first, x, tape.Use(_weight), null);
            x = BatchNormOp.Train(x, tape.Use(_scale), tape.Use(_shift), 1e-5, Running.AsSpan(0, Channels), Running.AsSpan(Channels), 0.1);
            x = NeuronOp.Apply(new NeuronParameters { Charge = Charge.LeakWithInput(0.5f), Threshold = 0.5f }, x, new NeuronConstants { Membrane = tape.Use(_membrane) });
            x = ConvolutionOp.Apply(_then, x, tape.Use(_second), tape.Use(_bias));
            var neurons = NeuronChannels.Of([.. Enumerable.Range(0, Channels).Select(c => new NeuronParameters { Threshold = 0.3f + 0.1f * c })]);
            x = NeuronOp.Apply(neurons, x, new NeuronConstants { Threshold = tape.Use(_threshold) });
            return LinearOp.Apply(ReshapeOp.Flatten(x), tape.Use(_linear), null);
        }

        private static Parameter Drawn(Shape shape, ulong seed)
        {
            var parameter = new Parameter($"parameter {seed}", ParameterKind.Weight, shape);
            RandomData.Normal(shape.Count, seed).CopyTo(parameter.Values, 0);
            return parameter;
        }
    }
}

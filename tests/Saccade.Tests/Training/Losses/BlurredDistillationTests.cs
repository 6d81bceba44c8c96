using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Losses;
using Xunit;

namespace Saccade.Tests.Training.Losses;

/// <summary>Blurred distillation against its formula in double, and what its mask, block and helpers owe to nobody else.</summary>
public sealed class BlurredDistillationTests : IDisposable
{
    private const int Steps = 2, Samples = 3, Height = 3, Width = 4, Inputs = 2, Channels = 3;

    private static readonly (ulong Seed, long Step) _noise = (9, 4);
    private static readonly float[] _frames = RandomData.Normal(Steps * Samples * Height * Width * Inputs, 1);
    private static readonly Network _student = Network.Create(new NetworkDescription(new FrameSize(Height, Width, Inputs), [new Convolution(Channels, Kernel: 1, Padding: 0, Bias: false) { Name = "map" }, new Flatten(), new Linear(2)]), 1);

    private readonly Engine _engine = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, BlurredDistillation> Forms => new()
    {
        { "as published", 5, new BlurredDistillation { Tap = "map", Ratio = 0.4 } },
        { "equal channels", Channels, new BlurredDistillation { Tap = "map", Ratio = 0.4 } },
        { "pixels, clipped, mean of elements", 5, new BlurredDistillation { Tap = "map", Ratio = 0.4, Unit = BlurUnit.Pixel, Clips = true, Reduction = FeatureReduction.ElementMean } },
        { "without restoration", 5, new BlurredDistillation { Tap = "map", Restores = false } },
        { "vector teacher", 7, new BlurredDistillation { Tap = "map", TeacherTap = "vector", Ratio = 0.4 } },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Loss_ValueAndGradients_AreThoseOfTheFormula(string name, int channels, BlurredDistillation term)
    {
        var loss = Build(term, channels);
        float[] target = Target(term, channels);
        using var blank = new Tape(_engine, recording: false);
        double[] mask = [.. term.Mask(Context(blank, target), new Shape("TNHWC", 1, Samples, Height, Width, channels)).Values.ToArray().Select(v => (double)v)];
        Parameter[] parameters = [_student.Parameters[0], .. loss.Parameters];
        double factor = 1;
        double[] Formula(IReadOnlyList<double[]> values) => [Reference(term, channels, values, mask, target, factor)];
        double[][] start = [.. parameters.Select(p => p.Values.Select(v => (double)v).ToArray())];
        if (term.Clips)
            factor = Aligned(channels, start).Max() / target.Max();

        var error = new GradientCheck(tape => loss.Of(Context(tape, target)), parameters) { Reference = Formula, Step = 1e-4, Elements = 20 }.Worst(_engine);

        // Differences are taken in double; the gradient itself is rounded to float32 sums.
        Assert.True(error.Relative < 1e-4, $"{name}: {error}");
        Close.Relative([(float)Formula(start)[0]], [Take(loss, target)], 1e-5, name);
    }

    [Fact]
    public void Loss_WithoutBlurRestorationAndAligner_IsTheSquaredDistanceByTheSamples()
    {
        var term = new BlurredDistillation { Tap = "map", Ratio = 0, Restores = false };
        float[] target = Target(term, Channels);
        var loss = Build(term, Channels);

        double expected = Aligned(Channels, [[.. _student.Parameters[0].Values.Select(v => (double)v)]]).Zip(target, (s, t) => (s - t) * (s - t)).Sum() / Samples;

        Assert.Empty(loss.Parameters);
        Close.Relative([(float)expected], [Take(loss, target)], 1e-5);
        Assert.Equal(Take(Build(new FeatureDistillation { Tap = "map", Reduction = FeatureReduction.BatchMean }, Channels), target), Take(loss, target));
        var mean = Build(term with { Reduction = FeatureReduction.ElementMean }, Channels);
        Close.Relative([(float)(expected / (Height * Width * Channels))], [Take(mean, target)], 1e-5);
        Close.Relative([Take(Build(new FeatureDistillation { Tap = "map" }, Channels), target)], [Take(mean, target)], 1e-6);
    }

    [Fact]
    public void Loss_AllBlurred_ReachesNothingButBiases()
    {
        var term = new BlurredDistillation { Tap = "map", Ratio = 1 };
        var loss = Build(term, 5);
        using var tape = new Tape(_engine, recording: true);

        using var gradients = tape.Backward(loss.Of(Context(tape, Target(term, 5))));

        string[] reached = [.. loss.Parameters.Append(_student.Parameters[0]).Where(p => gradients.Of(p).ToArray().Any(g => g != 0)).Select(p => p.Name)];
        Assert.Equal(["objective.0.restore.first.bias", "objective.0.restore.second.weight", "objective.0.restore.second.bias"], reached);
    }

    [Theory]
    [InlineData(5, 5, 2 * (9 * 25 + 5))]
    [InlineData(3, 5, 3 * 5 + 5 + 2 * (9 * 25 + 5))]
    [InlineData(128, 128, 295_168)]
    [InlineData(256, 384, 2_753_664)]
    public void Helpers_HaveThePublishedNumberOfParameters(int student, int teacher, int parameters)
    {
        var loss = Build(new BlurredDistillation { Tap = "map" }, teacher, Teacher(new FeatureSize(Height, Width, student), student));

        Assert.Equal(parameters, loss.Parameters.Sum(p => p.Shape.Count));
        double bound = 1 / Math.Sqrt(9 * teacher);
        Assert.All(loss.Parameters.TakeLast(4), p => Assert.InRange(p.Values.Max(Math.Abs), p.Kind == ParameterKind.Weight ? 0.95 * bound : 0, bound));
    }

    [Theory]
    [InlineData(BlurUnit.Channel, 1, 1, 40)]
    [InlineData(BlurUnit.Pixel, 5, 8, 1)]
    public void Mask_HasOneDrawForASampleAndUnit(BlurUnit unit, int height, int width, int channels)
    {
        const int Many = 400;
        var term = new BlurredDistillation { Tap = "map", Unit = unit, Ratio = 0.15 };
        float[] mask = Mask(Many, _noise);

        Assert.All(mask, value => Assert.True(value is 0 or 1));
        // 16,000 draws: a standard deviation of 0.0028.
        Assert.Equal(0.15, mask.Count(value => value == 0) / (double)mask.Length, 0.012);
        Assert.InRange(mask.Chunk(40).Select(row => string.Join(' ', row)).Distinct().Count(), Many - 20, Many);
        Assert.Equal(mask, Mask(Many, _noise));
        Assert.Equal(mask[..80], Mask(2, _noise));
        Assert.NotEqual(mask, Mask(Many, (_noise.Seed, _noise.Step + 1)));
        Assert.NotEqual(mask, Mask(Many, (_noise.Seed + 1, _noise.Step)));

        Assert.NotEqual(mask, Mask(Many, _noise, place: 1));

        float[] Mask(int samples, (ulong, long) noise, int place = 0)
        {
            using var tape = new Tape(_engine, recording: false);
            var tensor = term.Mask(Context(tape, []) with { Noise = noise, Term = place }, new Shape("TNHWC", 1, samples, 5, 8, 40));
            Assert.Equal(new Shape("TNHWC", 1, samples, height, width, channels), tensor.Shape);
            return tensor.Values.ToArray();
        }
    }

    [Fact]
    public void Clip_MaximumThatIsNotAboveZero_LeavesTheTeacherAsItIs()
    {
        var term = new BlurredDistillation { Tap = "map", Ratio = 0, Restores = false };
        float[] negative = [.. Target(term, Channels).Select(v => -Math.Abs(v))];

        Assert.Equal(Take(Build(term, Channels), negative), Take(Build(term with { Clips = true }, Channels), negative));
    }

    [Fact]
    public void Training_Helpers_LeaveNoTraceInTheModel()
    {
        var recipe = Tiny.BlurredTwin;
        var store = new MemoryRunStore();

        var network = Tiny.Run(recipe, store: store).Result.Network;

        var saved = store.Saved.Where(s => s.Checkpoint.Info.Phase == Tiny.Blurred.Name).Select(s => s.Checkpoint).ToList();
        foreach (string helper in new[] { "align.weight", "restore.first.weight", "restore.second.bias" })
            Assert.NotEqual(saved[0].Find("helper/objective.2." + helper)!.Floats.ToArray(), saved[^1].Find("helper/objective.2." + helper)!.Floats.ToArray());

        var plain = Network.Create(recipe.Describe(Tiny.Blurred, 10), 1);
        string path = Path.Combine(_folder.Path, "student.safetensors");
        ModelFile.Save(path, network, new ModelCard { Name = "student", Labels = [.. Enumerable.Range(0, 10).Select(k => $"{k}")], Preprocessing = new Preprocessing { Frames = 4, Cut = FrameSlicing.Number, Positions = [2, 3], SensorWidth = 16, SensorHeight = 16, Scaling = FrameResize.Nearest } });
        var loaded = ModelFile.Load(path).Network;
        Assert.Equal(plain.Parameters.Select(p => p.ToString()), loaded.Parameters.Select(p => p.ToString()));
        Assert.Equal(plain.TrainableCount, loaded.TrainableCount);

        float[] frames = RandomData.Normal(2 * 16 * 16 * 2, 3);
        using var tape = new Tape(_engine, recording: true);
        var pass = new ForwardPass(tape) { TrainsParameters = true, Taps = new TapSet("map") };
        var logits = network.Forward(tape.Constant(new Shape("TNHWC", 2, 1, 16, 16, 2), frames), pass);
        Build(new BlurredDistillation { Tap = "map" }, 4, network).Of(new StepContext(pass, logits, ClassTargets.Of([0], 10)) { Teachers = Answer("map", new float[4 * 4 * 4]) });
        using var other = new Tape(_engine, recording: false);
        Close.SameBits(logits.Values, loaded.Forward(other.Constant(new Shape("TNHWC", 2, 1, 16, 16, 2), frames), new ForwardPass(other)).Values, "logits");
    }

    [Fact]
    public void Build_FeaturesThatCannotBeCompared_SaysWhy()
    {
        var small = Network.Create(new NetworkDescription(new FrameSize(2, 2, Inputs), [new Convolution(Channels) { Name = "map" }, new Flatten { Name = "flat" }, new Linear(2)]), 1);

        Assert.Contains("rows and columns must be equal", Message(new BlurredDistillation { Tap = "map" }, _student), StringComparison.Ordinal);
        Assert.Contains("the student's features are [F 12]; only a map can be blurred", Message(new BlurredDistillation { Tap = "flat" }, small), StringComparison.Ordinal);

        string Message(BlurredDistillation term, Network student)
            => Assert.Throws<ArgumentException>(() => term.Build(new LossScope(student, new Dictionary<string, Network> { ["t"] = small }, null, LayerScope.Apart("objective.0", 3, 1)))).Message;
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    private static Network Teacher(FeatureSize map, int channels) => Network.Create(
        new NetworkDescription(new FrameSize(map.Height, map.Width, Inputs), [new Convolution(channels) { Name = "map" }, new Flatten(), new Linear(channels) { Name = "vector" }, new Linear(2)]), 2);

    private static Loss Build(LossDescription term, int teacherChannels, Network? student = null) => term.Build(
        new LossScope(student ?? _student, new Dictionary<string, Network> { ["t"] = Teacher((student ?? _student).Find("map").Output, teacherChannels) }, null, LayerScope.Apart("objective.0", 3, 1)));

    private static float[] Target(BlurredDistillation term, int channels) => RandomData.Normal(Samples * channels * (term.TeacherTap is null ? Height * Width : 1), 5);

    private static Dictionary<string, TeacherAnswer> Answer(string tap, float[] features) => new() { ["t"] = new(1, [], [], new Dictionary<string, float[]> { [tap] = features }) };

    private StepContext Context(Tape tape, float[] target)
    {
        var pass = new ForwardPass(tape) { TrainsParameters = true, Taps = new TapSet("map") };
        var logits = _student.Forward(tape.Constant(new Shape("TNHWC", Steps, Samples, Height, Width, Inputs), _frames), pass);
        var answer = new TeacherAnswer(1, [], [], new Dictionary<string, float[]> { ["map"] = target, ["vector"] = target });
        return new StepContext(pass, logits, ClassTargets.Of([0, 1, 0], 2)) { Noise = _noise, Teachers = new Dictionary<string, TeacherAnswer> { ["t"] = answer } };
    }

    private float Take(Loss loss, float[] target)
    {
        using var tape = new Tape(_engine, recording: false);
        return loss.Of(Context(tape, target)).Values[0];
    }

    /// <summary>The student's time mean with the teacher's channels; the values are those of its weight and, where channels differ, of the aligner.</summary>
    private static double[] Aligned(int channels, IReadOnlyList<double[]> values)
    {
        int step = _frames.Length / Steps;
        double[] mean = [.. Enumerable.Range(0, step).Select(i => Enumerable.Range(0, Steps).Average(t => (double)_frames[t * step + i]))];
        double[] map = Convolve(mean, values[0], new double[Channels], 1);
        return channels == Channels ? map : Convolve(map, values[1], values[2], 1);
    }

    private static double Reference(BlurredDistillation term, int channels, IReadOnlyList<double[]> values, double[] mask, float[] target, double factor)
    {
        double[] map = Aligned(channels, values);
        int pixels = Height * Width;
        for (int i = 0; i < map.Length; i++)
            map[i] *= mask[term.Unit == BlurUnit.Pixel ? i / channels : i / (pixels * channels) * channels + i % channels];
        if (term.Restores)
        {
            double[][] restore = [.. values.TakeLast(4)];
            map = Convolve([.. Convolve(map, restore[0], restore[1], 3).Select(v => Math.Max(v, 0))], restore[2], restore[3], 3);
        }

        if (term.TeacherTap is not null)
            map = [.. Enumerable.Range(0, Samples * channels).Select(i => Enumerable.Range(0, pixels).Average(p => map[(i / channels * pixels + p) * channels + i % channels]))];
        return map.Zip(target, (s, t) => (s - factor * t) * (s - factor * t)).Sum() / (term.Reduction == FeatureReduction.BatchMean ? Samples : map.Length);
    }

    /// <summary>A convolution [N, H, W, I] to [N, H, W, O] with a weight [K, K, I, O], zeros around.</summary>
    private static double[] Convolve(double[] x, double[] weight, double[] bias, int kernel)
    {
        int inputs = x.Length / (Samples * Height * Width), outputs = bias.Length;
        double[] y = new double[Samples * Height * Width * outputs];
        for (int i = 0; i < y.Length; i++)
        {
            int o = i % outputs, column = i / outputs % Width, row = i / outputs / Width % Height, n = i / outputs / Width / Height;
            y[i] = bias[o];
            for (int k = 0; k < kernel * kernel; k++)
            {
                int from = row + k / kernel - kernel / 2, at = column + k % kernel - kernel / 2;
                for (int c = 0; c < inputs && from is >= 0 and < Height && at is >= 0 and < Width; c++)
                    y[i] += x[((n * Height + from) * Width + at) * inputs + c] * weight[(k * inputs + c) * outputs + o];
            }
        }

        return y;
    }
}

using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Neurons: every charge, reset, gradient rule and surrogate; learned time constants and thresholds.</summary>
public static class NeuronOpCases
{
    private static readonly Shape _one = new("TNF", 1, 1, 1), _small = new("TNF", 5, 3, 7), _image = new("TNHWC", 4, 2, 5, 3, 9), _large = new("TNF", 3, 2, 9001);

    private static readonly Charge[] _charges = [Charge.Integrate, Charge.LeakWithInput(0.5f), Charge.Leak(0.5f), Charge.Leak(0.3f)];

    private static readonly Reset[] _resets = [Reset.Soft, Reset.SoftTowards(0.3f), Reset.Hard(), Reset.Hard(-0.1f)];

    /// <summary>Every surrogate, with parameters that are not the defaults.</summary>
    public static IReadOnlyList<Surrogate> Surrogates { get; } =
    [
        new Surrogate.Triangle(0.8f), new Surrogate.ATan(2.5f), new Surrogate.Sigmoid(3), new Surrogate.Rectangle(1.5f),
        new Surrogate.PiecewiseQuadratic(1.2f), new Surrogate.PiecewiseExponential(1.5f), new Surrogate.SoftSign(2.2f), new Surrogate.SuperSpike(1.1f),
        new Surrogate.Erf(1.7f), new Surrogate.PiecewiseLeakyRelu(0.9f, 0.02f), new Surrogate.S2nn(3.5f, 0.9f), new Surrogate.LeakyKRelu(0.8f, 0.1f),
        new Surrogate.QPseudoSpike(3), new Surrogate.LogTailedRelu(0.2f),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. from charge in _charges
           from reset in _resets
           from resetGradient in Enum.GetValues<ResetGradient>()
           select Fixed(_small, $"{charge.Kind} {charge.Rate}, {reset.Kind} {reset.Potential}, {resetGradient}", new() { Charge = charge, Reset = reset, ResetGradient = resetGradient }),
        .. Surrogates.Select(s => Fixed(_image, s.ToString(), new() { Charge = Charge.LeakWithInput(0.4f), Surrogate = s })),
        .. from rule in Enum.GetValues<FireRule>()
           from charge in (Charge[])[Charge.Integrate, Charge.Leak(0.5f)]
           select Fixed(_image, $"{rule}, {charge.Kind}, potentials at the threshold", new() { Charge = charge, FireRule = rule }, Draws.Quarters),
        Fixed(_small, "steps apart in the gradient", new() { Charge = Charge.Leak(0.5f), TemporalGradient = TemporalGradient.Detached }),
        Fixed(_small, "units of the threshold", new() { Threshold = 0.7f, SurrogateUnits = SurrogateUnits.Threshold }),
        Fixed(_small, "start and height", new() { Threshold = 0.8f, StartPotential = 0.4f, OutputHeight = 0.6f }),
        Fixed(_one, "one neuron, one step", new()),
        Fixed(_large, "many neurons", new() { Charge = Charge.LeakWithInput(0.5f), Reset = Reset.Hard() }),
        Fixed(new Shape("TNF", 3, 0, 4), "no samples", new()),
        .. ((Shape[])[_one, _small, _large]).SelectMany(s => (OpCase[])[Converted(s, "learned"), Converted(s, "frozen", learns: false)]),
        .. from shape in (Shape[])[_small, _large]
           from charge in (Charge[])[Charge.LeakWithInput(0.5f), Charge.Leak(0.5f)]
           from reset in _resets
           select Plif(shape, charge, reset),
        LearnedThresholdOfUnitSpikes(_small, 0.8f),
        LearnedThresholdOfUnitSpikes(_small, 1), // the height equals the threshold but does not follow it
        PlifWithLearnedThreshold(_image),
        .. from shape in (Shape[])[_one, _small, _large, new Shape("TNF", 0, 2, 3)]
           from charge in _charges
           from reset in _resets
           select FromState(shape, charge, reset),
        .. from charge in _charges
           from reset in _resets
           from levels in (int[])[1, 2, 5]
           from follows in (bool[])[false, true]
           select ByChannel(_small, new() { Charge = charge, Reset = reset, Levels = levels, SurrogateUnits = follows ? SurrogateUnits.Threshold : SurrogateUnits.Potential }, follows),
        .. from detached in Enum.GetValues<ResetGradient>()
           from rule in Enum.GetValues<FireRule>()
           select ByChannel(_image, new() { Charge = Charge.LeakWithInput(0.5f), Reset = Reset.Hard(), Levels = 3, ResetGradient = detached, FireRule = rule }, follows: true),
        ByChannel(_one, new() { Charge = Charge.Leak(0.5f), Reset = Reset.Hard() }, follows: true),
        ByChannel(new Shape("TNF", 3, 2, 2100), new() { Charge = Charge.Leak(0.5f), Reset = Reset.Hard(), Levels = 2 }, follows: true),
        ByChannel(new Shape("TNF", 2, 9001, 1), new() { Charge = Charge.Leak(0.5f), Reset = Reset.Hard() }, follows: false),
    ];

    /// <summary>Neurons that learn nothing.</summary>
    public static OpCase Fixed(Shape shape, string what, NeuronParameters p, Func<int, ulong, float[]>? draw = null)
        => Case(shape, what, draw ?? Draws.Gaussian(0.4f, 0.8f), [], _ => p, _ => new NeuronReference<double>(p), (t, q) => NeuronOp.Apply(q, t[0]), (_, _, _) => []);

    /// <summary>The neuron that replaces a quantised activation: threshold, height and start are one learned number.</summary>
    private static OpCase Converted(Shape shape, string what, bool learns = true) => Case(
        shape,
        "converted, threshold " + what,
        Draws.Gaussian(0.4f, 0.8f),
        [new OpInput(new Shape("F", 1), Draws.Constant(1.3f), learns)],
        t => NeuronParameters.Converted(t[1].Values[0]),
        v => new NeuronReference<double>(NeuronParameters.Converted(1)) { Threshold = v[1][0], OutputHeight = v[1][0], StartPotential = v[1][0] / 2 },
        (t, q) => NeuronOp.Apply(q, t[0], new NeuronConstants { Threshold = t[1], HeightFollowsThreshold = true }),
        (_, _, g) => [learns ? [g.Threshold + g.OutputHeight + g.Start.Sum() / 2] : null]);

    private static OpCase LearnedThresholdOfUnitSpikes(Shape shape, float threshold) => Case(
        shape,
        $"threshold {threshold} learned, height 1",
        Draws.Gaussian(0.4f, 0.8f),
        [new OpInput(new Shape("F", 1), Draws.Constant(threshold))],
        t => new NeuronParameters { Threshold = t[1].Values[0] },
        v => new NeuronReference<double>(new NeuronParameters()) { Threshold = v[1][0] },
        (t, q) => NeuronOp.Apply(q, t[0], new NeuronConstants { Threshold = t[1] }),
        (_, _, g) => [[g.Threshold]]);

    /// <summary>The leak rate is the sigmoid of a learned number.</summary>
    private static OpCase Plif(Shape shape, Charge charge, Reset reset)
    {
        var p = new NeuronParameters { Charge = charge, Reset = reset, ResetGradient = ResetGradient.Detached, Surrogate = new Surrogate.ATan() };
        return Case(
            shape,
            $"learned time constant, {charge.Kind}, {reset.Kind} {reset.Potential}",
            Draws.Gaussian(0.4f, 0.8f),
            [new OpInput(new Shape("F", 1), Draws.Constant(-0.6f))],
            t => p with { Charge = charge.WithRate((float)Sigmoid(t[1].Values[0])) },
            v => new NeuronReference<double>(p) { Rate = Sigmoid(v[1][0]) },
            (t, q) => NeuronOp.Apply(q, t[0], new NeuronConstants { Membrane = t[1] }),
            (v, r, g) => [[g.Rate * r.Rate * (1 - r.Rate)]]);
    }

    private static OpCase PlifWithLearnedThreshold(Shape shape)
    {
        var p = new NeuronParameters { Charge = Charge.Leak(0.5f), SurrogateUnits = SurrogateUnits.Threshold };
        var scalar = new Shape("F", 1);
        return Case(
            shape,
            "learned time constant and threshold",
            Draws.Gaussian(0.4f, 0.8f),
            [new OpInput(scalar, Draws.Constant(0.9f)), new OpInput(scalar, Draws.Constant(0.3f))],
            t => p with { Threshold = t[1].Values[0], OutputHeight = t[1].Values[0], Charge = p.Charge.WithRate((float)Sigmoid(t[2].Values[0])) },
            v => new NeuronReference<double>(p) { Threshold = v[1][0], OutputHeight = v[1][0], Rate = Sigmoid(v[2][0]) },
            (t, q) => NeuronOp.Apply(q, t[0], new NeuronConstants { Threshold = t[1], Membrane = t[2], HeightFollowsThreshold = true }),
            (v, r, g) => [[g.Threshold + g.OutputHeight], [g.Rate * r.Rate * (1 - r.Rate)]]);
    }

    /// <summary>From potentials to spikes and potentials: both ends have gradients, and so has the leak rate.</summary>
    private static OpCase FromState(Shape shape, Charge charge, Reset reset)
    {
        var p = new NeuronParameters { Charge = charge, Reset = reset, Surrogate = new Surrogate.ATan() };
        bool leaks = charge.Kind != ChargeKind.Integrate;
        int count = shape.With(0, 1).Count;
        return new()
        {
            Name = $"neuron {shape}, from potentials to potentials, {charge.Kind} {charge.Rate}, {reset.Kind} {reset.Potential}",
            Operation = typeof(NeuronOp),
            Inputs = [new OpInput(shape, Draws.Gaussian(0.4f, 0.8f)), new OpInput(shape.With(0, 1), Draws.Gaussian(0.1f, 0.5f)), new OpInput(new Shape("F", 1), Draws.Constant(-0.6f), leaks)],
            Apply = t =>
            {
                var q = leaks ? p with { Charge = charge.WithRate((float)Sigmoid(t[2].Values[0])) } : p;
                var (spikes, end) = NeuronOp.ApplyFrom(q, t[0], t[1], new NeuronConstants { Membrane = leaks ? t[2] : null });
                return ConcatenateOp.Apply('T', spikes, end);
            },
            Reference = v =>
            {
                var trace = Rated(v).Forward(v[0], v[1], count);
                return [.. trace.Output, .. trace.Potential[^count..]];
            },
            Gradient = new OpGradient.Expected((v, dy) =>
            {
                var neuron = Rated(v);
                var g = neuron.Backward(neuron.Forward(v[0], v[1], count), v[0], dy.AsSpan(0, v[0].Length), dy.AsSpan(v[0].Length));
                return [g.Input, g.Start, leaks ? [g.Rate * neuron.Rate * (1 - neuron.Rate)] : null];
            }),
            Tolerance = 1e-4,
            Flops = 8L * shape.Count,
        };

        NeuronReference<double> Rated(double[][] v) => leaks ? new(p) { Rate = Sigmoid(v[2][0]) } : new(p);
    }

    /// <summary>Threshold, leak, reset potential, all learned and with a value for each channel; from potentials to potentials.</summary>
    private static OpCase ByChannel(Shape shape, NeuronParameters p, bool follows)
    {
        int channels = shape[^1], count = shape.With(0, 1).Count;
        var each = new Shape("C", channels);
        bool leaks = p.Charge.Kind != ChargeKind.Integrate, hard = p.Reset.Kind == ResetKind.Hard;
        return new()
        {
            Name = $"neuron {shape}, constants by channel, {p.Charge.Kind} {p.Charge.Rate}, {p.Reset.Kind} {p.Reset.Potential}, {p.Levels} levels, {p.SurrogateUnits}, {p.FireRule}, {p.ResetGradient}",
            Operation = typeof(NeuronOp),
            Inputs =
            [
                new OpInput(shape, Draws.Gaussian(0.8f, 1.2f)), new OpInput(shape.With(0, 1), Draws.Gaussian(0.1f, 0.5f)), new OpInput(each, Draws.Gaussian(0.9f, 0.1f)),
                new OpInput(each, Draws.Gaussian(-0.6f, 0.3f), leaks), new OpInput(each, Draws.Gaussian(-0.1f, 0.1f), hard),
            ],
            Apply = t =>
            {
                var neurons = NeuronChannels.Of(
                    [.. Enumerable.Range(0, channels).Select(c => p with
                    {
                        Threshold = t[2].Values[c],
                        OutputHeight = follows ? t[2].Values[c] : 1,
                        Charge = leaks ? p.Charge.WithRate((float)Sigmoid(t[3].Values[c])) : p.Charge,
                        Reset = hard ? Reset.Hard(t[4].Values[c]) : p.Reset,
                    })],
                    learnsReset: true);
                var constants = new NeuronConstants { Threshold = t[2], Membrane = leaks ? t[3] : null, ResetPotential = hard ? t[4] : null, HeightFollowsThreshold = follows };
                var (spikes, end) = NeuronOp.ApplyFrom(neurons, t[0], t[1], constants);
                return ConcatenateOp.Apply('T', spikes, end);
            },
            Reference = v => Assemble(v, (neuron, x, start) =>
            {
                var trace = neuron.Forward(x, start, x.Length / shape[0]);
                return [.. trace.Output, .. trace.Potential[^(x.Length / shape[0])..]];
            }),
            Gradient = new OpGradient.Expected((v, dy) =>
            {
                double[] dx = new double[shape.Count], dStart = new double[count], dThreshold = new double[channels], dMembrane = new double[channels], dReset = new double[channels];
                for (int c = 0; c < channels; c++)
                {
                    var neuron = Of(v, c);
                    double[] x = Every(v[0], c), output = Every(dy, c);
                    var g = neuron.Backward(neuron.Forward(x, Every(v[1], c), x.Length / shape[0]), x, output.AsSpan(0, x.Length), output.AsSpan(x.Length));
                    Put(dx, c, g.Input);
                    Put(dStart, c, g.Start);
                    dThreshold[c] = g.Threshold + (follows ? g.OutputHeight : 0);
                    dMembrane[c] = g.Rate * neuron.Rate * (1 - neuron.Rate);
                    dReset[c] = g.ResetPotential;
                }

                return [dx, dStart, dThreshold, leaks ? dMembrane : null, hard ? dReset : null];
            }),
            Tolerance = 2e-4,
            Flops = 12L * shape.Count,
        };

        double[] Every(double[] values, int c) => [.. values.Where((_, i) => i % channels == c)];

        void Put(double[] values, int c, double[] mine)
        {
            for (int i = 0; i < mine.Length; i++)
                values[i * channels + c] = mine[i];
        }

        NeuronReference<double> Of(double[][] v, int c) => new(p)
        {
            Threshold = v[2][c],
            OutputHeight = follows ? v[2][c] : 1,
            Rate = leaks ? Sigmoid(v[3][c]) : p.Charge.Rate,
            ResetPotential = hard ? v[4][c] : p.Reset.Potential,
        };

        double[] Assemble(double[][] v, Func<NeuronReference<double>, double[], double[], double[]> run)
        {
            double[] result = new double[shape.Count + count];
            for (int c = 0; c < channels; c++)
                Put(result, c, run(Of(v, c), Every(v[0], c), Every(v[1], c)));
            return result;
        }
    }

    private static OpCase Case(
        Shape shape,
        string what,
        Func<int, ulong, float[]> draw,
        OpInput[] scalars,
        Func<IReadOnlyList<Tensor>, NeuronParameters> parameters,
        Func<double[][], NeuronReference<double>> reference,
        Func<IReadOnlyList<Tensor>, NeuronParameters, Tensor> apply,
        Func<double[][], NeuronReference<double>, NeuronReference<double>.Gradients, double[]?[]> scalarGradients) => new()
        {
            Name = $"neuron {shape}, {what}",
            Operation = typeof(NeuronOp),
            Inputs = [new OpInput(shape, draw), .. scalars],
            Apply = t => apply(t, parameters(t)),
            Reference = v => reference(v).Forward(v[0], [], shape.CountPerStep).Output,
            Gradient = new OpGradient.Expected((v, dy) =>
            {
                var neuron = reference(v);
                var gradients = neuron.Backward(neuron.Forward(v[0], [], shape.CountPerStep), v[0], dy, []);
                return [gradients.Input, .. scalarGradients(v, neuron, gradients)];
            }),
            Tolerance = 1e-4, // a scalar's gradient is a sum over all neurons, whose terms cancel
            Flops = 8L * shape.Count,
        };

    private static double Sigmoid(double w) => 1 / (1 + Math.Exp(-w));
}

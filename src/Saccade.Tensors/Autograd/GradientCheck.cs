using Saccade.Kernels.Random;
using Saccade.Tensors.Engines;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// Compares the gradients of a function of parameters with central differences, summed in float64 and extrapolated to a step
/// of 0. For operations, layers and losses of your own.
/// </summary>
/// <remarks>
/// The function's output, of any shape, is weighted by random numbers and summed, and what that owes to each parameter is
/// compared along two random directions, which no wrong element escapes, and along single elements, which say where it is wrong.
/// Where a function jumps, as a spike does, differences say nothing of a surrogate gradient: draw values at which nothing
/// jumps within a step, or give a smooth reference.
/// </remarks>
public sealed class GradientCheck
{
    private readonly Func<Tape, Tensor> _function;
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>A check of a function at the present values of its parameters.</summary>
    /// <param name="function">Computes the output on a tape, always the same for the same values; it reads the parameters by <see cref="Tape.Use"/>.</param>
    /// <param name="parameters">The parameters to look at; variables are parameters too.</param>
    public GradientCheck(Func<Tape, Tensor> function, params IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(parameters);
        (_function, _parameters) = (function, parameters);
    }

    /// <summary>
    /// The function in float64, from the values of the parameters to those of the output, both row-major: differences are taken
    /// of it if it is given, and of the float32 forward pass if not, which rounds to some 1e-4 of a gradient.
    /// </summary>
    public Func<IReadOnlyList<double[]>, double[]>? Reference { get; init; }

    /// <summary>Distance from the point on either side, above 0.</summary>
    public double Step { get; init; } = 0.01;

    /// <summary>The most elements of each parameter to look at one by one.</summary>
    public int Elements { get; init; } = 50;

    /// <summary>Where weights, directions and elements are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the check; the parameters have their values again afterwards.</summary>
    /// <param name="engine">What computes.</param>
    /// <returns>The worst disagreement.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to compare: no parameter, or an output without elements.</exception>
    public GradientError Worst(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var random = new CounterRandom(Seed, RandomPurpose.Test, 0);
        double[] weights;
        float[]?[] gradients;
        using (var tape = new Tape(engine, recording: true))
        {
            var output = _function(tape);
            if (output.Shape.Count == 0 || _parameters.All(p => p.Values.Length == 0))
                throw new InvalidOperationException($"gradient check: got an output of {output.Shape.Count} elements and {_parameters.Count} parameters, expected at least one element of each");
            float[] drawn = Draw(output.Shape.Count, ref random);
            weights = [.. drawn.Select(w => (double)w)];
            using var found = output.RequiresGradient ? tape.Backward(output, drawn) : null;
            gradients = [.. _parameters.Select(p => found is not null && found.Has(p) ? found.Of(p).ToArray() : new float[p.Values.Length])];
        }

        GradientError? worst = null;
        for (int i = 0; i < _parameters.Count; i++)
        {
            foreach (var (element, direction) in Directions(_parameters[i].Values.Length, ref random))
            {
                var error = Compare(engine, i, gradients[i]!, element, direction, weights);
                if (worst is null || !(error.Relative <= worst.Relative))
                    worst = error;
            }
        }

        return worst!;
    }

    private GradientError Compare(Engine engine, int index, float[] gradient, int? element, double[] direction, double[] weights)
    {
        double autograd = gradient.Zip(direction, (g, d) => g * d).Sum();
        // Two steps cancel the error that grows with the square of the step.
        double coarse = Slope(engine, index, direction, Step, weights), fine = Slope(engine, index, direction, Step / 2, weights);
        double differences = (4 * fine - coarse) / 3;
        double scale = Math.Max(gradient.Max(g => Math.Abs((double)g)) * Math.Sqrt(direction.Count(d => d != 0)), 1e-3);
        return new GradientError(_parameters[index], element, autograd, differences, Math.Abs(autograd - differences) / Math.Max(scale, Math.Abs(differences)));
    }

    /// <summary>The change of the weighted output along a direction, by central differences.</summary>
    private double Slope(Engine engine, int index, double[] direction, double step, double[] weights)
    {
        var parameter = _parameters[index];
        float[] values = [.. parameter.Values];
        double At(double side)
        {
            if (Reference is { } reference)
            {
                double[][] points = [.. _parameters.Select(p => p.Values.Select(v => (double)v).ToArray())];
                for (int i = 0; i < values.Length; i++)
                    points[index][i] += side * step * direction[i];
                return reference(points).Zip(weights, (y, w) => y * w).Sum();
            }

            for (int i = 0; i < values.Length; i++)
                parameter.Values[i] = (float)(values[i] + side * step * direction[i]);
            using var tape = new Tape(engine, recording: false);
            var output = _function(tape).Values;
            double sum = 0;
            for (int i = 0; i < output.Length; i++)
                sum += output[i] * weights[i];
            return sum;
        }

        try
        {
            return (At(1) - At(-1)) / (2 * step);
        }
        finally
        {
            values.CopyTo(parameter.Values, 0);
        }
    }

    private List<(int? Element, double[] Direction)> Directions(int count, ref CounterRandom random)
    {
        if (count == 0)
            return [];
        List<(int?, double[])> directions = [(null, Signs(count, ref random)), (null, Signs(count, ref random))];
        for (int i = 0; i < Math.Min(count, Elements); i++)
        {
            int element = count <= Elements ? i : random.NextInt32(0, count);
            double[] axis = new double[count];
            axis[element] = 1;
            directions.Add((element, axis));
        }

        return directions;
    }

    private static double[] Signs(int count, ref CounterRandom random)
    {
        double[] signs = new double[count];
        foreach (ref double sign in signs.AsSpan())
            sign = random.NextSingle() < 0.5f ? -1 : 1;
        return signs;
    }

    private static float[] Draw(int count, ref CounterRandom random)
    {
        float[] weights = new float[count];
        foreach (ref float weight in weights.AsSpan())
            weight = (float)random.NextGaussian();
        return weights;
    }
}

/// <summary>How far a gradient is from central differences.</summary>
/// <param name="Parameter">Of which parameter.</param>
/// <param name="Element">At which of its elements, row-major; null along a random direction through all of them.</param>
/// <param name="Autograd">What the backward pass says.</param>
/// <param name="Differences">What differences say.</param>
/// <param name="Relative">Their distance in units of the parameter's largest gradient; not a number if one of them is none.</param>
public sealed record GradientError(Parameter Parameter, int? Element, double Autograd, double Differences, double Relative)
{
    /// <summary>One sentence with where and how much.</summary>
    public override string ToString()
        => $"gradient of {Parameter} {(Element is { } i ? $"at element {i}" : "along a random direction")}: got {Autograd:G6}, central differences give {Differences:G6}, relative error {Relative:G3}";
}

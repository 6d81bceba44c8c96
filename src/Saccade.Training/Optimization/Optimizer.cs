using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Optimization;
using Saccade.Kernels.Reduce;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Training.Optimization;

/// <summary>
/// Changes parameters by their gradients. Its state (velocities or moments, number of steps) is named
/// and can be saved and restored to the bit.
/// </summary>
/// <remarks>
/// Weight decay by kind: weights take the common one; biases, normalisations and the constants of neurons each their own if
/// the recipe has one. Thresholds and the w of learned time constants (1/tau = sigmoid(w)) go together: both are single
/// numbers of physical meaning, not weights, and shrinking them (w to 0 is tau to 2) regularises nothing, so that who exempts
/// the one wants to exempt the other. Values are kept within the bounds of their parameter.
/// </remarks>
public sealed class Optimizer
{
    private readonly OptimizerDescription _recipe;
    private readonly double? _clip;
    private readonly Dictionary<Parameter, float[]> _first = [];
    private readonly Dictionary<Parameter, float[]> _second = [];
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>An optimiser that has not stepped yet.</summary>
    /// <param name="recipe">Kind and settings.</param>
    /// <param name="parameters">Parameters with distinct names; statistics among them are left alone.</param>
    /// <param name="clip">Largest Euclidean norm of all gradients together, or null.</param>
    public Optimizer(OptimizerDescription recipe, IEnumerable<Parameter> parameters, double? clip = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(parameters);
        _recipe = recipe;
        _clip = clip;
        _parameters = [.. parameters.Where(p => p.Kind != ParameterKind.Statistic)];
        foreach (var p in _parameters)
        {
            _first[p] = new float[p.Shape.Count];
            if (recipe is not OptimizerDescription.Sgd)
                _second[p] = new float[p.Shape.Count];
        }
    }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; set; }

    /// <summary>The state as named tensors: <c>PARAMETER.first</c> and, for Adam, <c>PARAMETER.second</c>; the arrays themselves.</summary>
    public IEnumerable<(string Name, float[] Values)> State
        => _parameters.SelectMany(p => (IEnumerable<(string, float[])>)(_second.TryGetValue(p, out float[]? second)
            ? [(p.Name + ".first", _first[p]), (p.Name + ".second", second)]
            : [(p.Name + ".first", _first[p])]));

    /// <summary>Takes one step.</summary>
    /// <param name="gradients">The gradients; scaled in place if they are clipped. Parameters without one stay as they are.</param>
    /// <param name="rate">Learning rate, already scheduled.</param>
    /// <returns>Euclidean norm of all gradients together before clipping; not finite if training has diverged.</returns>
    public double Step(Gradients gradients, double rate)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        double norm = Math.Sqrt(_parameters.Where(gradients.Has).Sum(p => ReduceKernels.SumSquares(gradients.Of(p))));
        if (!double.IsFinite(norm))
            return norm;

        Steps++;
        foreach (var p in _parameters.Where(gradients.Has))
        {
            var gradient = gradients.Of(p);
            if (_clip is { } limit && norm > limit)
                ElementwiseKernels.Unary(new UnaryFunction.Scale(OptimizerKernels.ClipFactor(norm, limit)), gradient, gradient);
            Update(p, gradient, rate);
            p.Clamp();
        }

        return norm;
    }

    private void Update(Parameter p, ReadOnlySpan<float> gradient, double rate)
    {
        var group = _recipe.Groups.FirstOrDefault(g => g.Has(p.Name));
        double decay = group?.WeightDecay ?? Decay(p.Kind);
        rate *= group?.RateFactor ?? 1;
        switch (_recipe)
        {
            case OptimizerDescription.Sgd sgd:
                OptimizerKernels.Sgd(p.Values, gradient, _first[p], new SgdSettings(rate, sgd.Momentum, decay, sgd.Nesterov));
                break;
            case OptimizerDescription.Adam a:
                OptimizerKernels.Adam(p.Values, gradient, _first[p], _second[p], Steps, new AdamSettings(rate, a.Beta1, a.Beta2, a.Epsilon, decay));
                break;
            case OptimizerDescription.AdamW a:
                OptimizerKernels.Adam(p.Values, gradient, _first[p], _second[p], Steps, new AdamSettings(rate, a.Beta1, a.Beta2, a.Epsilon, decay, WeightDecay.Decoupled));
                break;
            default:
                throw new InvalidOperationException($"got the optimiser {_recipe.GetType().Name}, expected sgd, adam or adamw");
        }
    }

    private double Decay(ParameterKind kind) => kind switch
    {
        ParameterKind.Normalization => _recipe.NormWeightDecay,
        ParameterKind.Threshold or ParameterKind.Membrane => _recipe.ThresholdWeightDecay,
        ParameterKind.Bias => _recipe.BiasWeightDecay,
        _ => null,
    } ?? _recipe.WeightDecay;
}

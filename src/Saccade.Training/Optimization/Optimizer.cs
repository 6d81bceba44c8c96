using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Optimization;
using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Training.Recipes;

namespace Saccade.Training.Optimization;

/// <summary>
/// Changes the parameters of one network by their gradients. Its state (velocities or moments, number of steps) is named
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
    private readonly OptimizerRecipe _recipe;
    private readonly double? _clip;
    private readonly Dictionary<Parameter, float[]> _first = [];
    private readonly Dictionary<Parameter, float[]> _second = [];
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>An optimiser that has not stepped yet.</summary>
    /// <param name="recipe">Kind and settings.</param>
    /// <param name="network">The network; its statistics are left alone.</param>
    /// <param name="clip">Largest Euclidean norm of all gradients together, or null.</param>
    public Optimizer(OptimizerRecipe recipe, Network network, double? clip = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(network);
        _recipe = recipe;
        _clip = clip;
        _parameters = [.. network.Parameters.Where(p => p.Kind != ParameterKind.Statistic)];
        foreach (var p in _parameters)
        {
            _first[p] = new float[p.Shape.Count];
            if (recipe is not OptimizerRecipe.Sgd)
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
        double decay = Decay(p.Kind);
        switch (_recipe)
        {
            case OptimizerRecipe.Sgd sgd:
                OptimizerKernels.Sgd(p.Values, gradient, _first[p], new SgdSettings(rate, sgd.Momentum, decay, sgd.Nesterov));
                break;
            case OptimizerRecipe.Adam a:
                OptimizerKernels.Adam(p.Values, gradient, _first[p], _second[p], Steps, new AdamSettings(rate, a.Beta1, a.Beta2, a.Epsilon, decay));
                break;
            case OptimizerRecipe.AdamW a:
                OptimizerKernels.Adam(p.Values, gradient, _first[p], _second[p], Steps, new AdamSettings(rate, a.Beta1, a.Beta2, a.Epsilon, decay, WeightDecay.Decoupled));
                break;
            default:
                throw new InvalidOperationException($"unknown optimiser {_recipe}");
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

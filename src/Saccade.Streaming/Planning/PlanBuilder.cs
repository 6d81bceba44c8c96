using Saccade.Kernels.Convolution;
using Saccade.Kernels.Neurons;
using Saccade.Networks;

namespace Saccade.Streaming.Planning;

/// <summary>Collects the steps of a plan while layer after layer is compiled.</summary>
/// <param name="kinds">How each kind of layer becomes steps.</param>
/// <param name="options">How the plan is made.</param>
internal sealed class PlanBuilder(StepKinds kinds, StreamPlanOptions options)
{
    private readonly List<PlanStep> _steps = [];
    private readonly List<float> _start = [];
    private BatchNormLayer? _following;

    /// <summary>How the plan is made.</summary>
    public StreamPlanOptions Options => options;

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>The potentials of a new stream.</summary>
    public float[] Start => [.. _start];

    /// <summary>The most time steps of a stream.</summary>
    public int MostSteps { get; private set; } = int.MaxValue;

    /// <summary>The most active inputs that a step lists.</summary>
    public int MostActive { get; private set; }

    /// <summary>The most rows of such a list.</summary>
    public int MostRows { get; private set; }

    /// <summary>Compiles layers, one after the other.</summary>
    /// <param name="layers">The layers; none passes on the input.</param>
    /// <param name="x">The input of the first.</param>
    /// <returns>The output of the last.</returns>
    /// <exception cref="StreamPlanException">A layer cannot run step by step.</exception>
    public StepValue Compile(IReadOnlyList<Layer> layers, StepValue x)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (layer.Description.ProblemOver(1, inPieces: true) is { } problem)
                throw new StreamPlanException(layer.Path, layer.Description.Title, problem);
            _following = options.Fold && i + 1 < layers.Count ? layers[i + 1] as BatchNormLayer : null;
            bool isFollowed = _following is not null;
            x = kinds.Compile(layer, x, this);
            if (isFollowed && _following is null)
                i++; // the layer has taken it
            _following = null;
        }

        return x;
    }

    /// <summary>The batch norm after the layer that is compiled, if there is one to be folded: the layer takes it into its weights, and it becomes no step.</summary>
    public BatchNormLayer? TakeNorm()
    {
        var norm = _following;
        _following = null;
        return norm;
    }

    /// <summary>Adds a step.</summary>
    /// <returns>What it writes.</returns>
    public StepValue Add(PlanStep step)
    {
        _steps.Add(step);
        return step.Output;
    }

    /// <summary>The same value with units of 1: what a step reads that cannot take the units into its weights.</summary>
    public StepValue Plain(string path, StepValue x) => x.Units is null ? x : Add(new UnitStep(path, x, StepValue.Of(x.Size)));

    /// <summary>Potentials of a layer of neurons.</summary>
    public StateSlot State(NeuronChannels neurons, int count)
    {
        var slot = new StateSlot(_start.Count, count);
        for (int i = 0; i < count; i++)
            _start.Add(neurons[i % neurons.Count].StartPotential);
        return slot;
    }

    /// <summary>What a layer remembers that begins with zeros.</summary>
    public StateSlot State(int count)
    {
        var slot = new StateSlot(_start.Count, count);
        _start.AddRange(new float[count]);
        return slot;
    }

    /// <summary>Says that a stream can have at most so many time steps.</summary>
    public void Limit(int steps) => MostSteps = Math.Min(MostSteps, steps);

    /// <summary>Says that a step will list the active inputs of a convolution.</summary>
    public void Lists(in ConvolutionShape shape)
    {
        MostActive = Math.Max(MostActive, shape.InputSize);
        MostRows = Math.Max(MostRows, Kernels.Sparse.SparseConvolution.Rows(shape));
    }
}

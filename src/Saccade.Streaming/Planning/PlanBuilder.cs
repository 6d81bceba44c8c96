using Saccade.Kernels.Convolution;
using Saccade.Kernels.Neurons;
using Saccade.Networks;

namespace Saccade.Streaming.Planning;

/// <summary>Collects the steps of a plan while layer after layer is compiled.</summary>
/// <param name="kinds">How each kind of layer becomes steps.</param>
/// <param name="options">How the plan is made.</param>
internal sealed class PlanBuilder(StepKinds kinds, StreamPlanOptions options)
{
    /// <summary>Floats of a cache line, at whose beginnings potentials of layers begin.</summary>
    private const int CacheLine = 16;

    private readonly List<PlanStep> _steps = [];
    private readonly List<float> _start = [];
    private readonly List<ConvolutionShape> _listed = [], _collected = [];
    private IReadOnlyList<Layer> _layers = [];
    private int _next;

    /// <summary>How the plan is made.</summary>
    public StreamPlanOptions Options => options;

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>The potentials of a new stream.</summary>
    public float[] Start => [.. _start];

    /// <summary>The most time steps of a stream.</summary>
    public int MostSteps { get; private set; } = int.MaxValue;

    /// <summary>Convolutions whose active inputs are listed.</summary>
    public IReadOnlyList<ConvolutionShape> Listed => _listed;

    /// <summary>Convolutions with the bits of the network, whose active inputs are collected.</summary>
    public IReadOnlyList<ConvolutionShape> Collected => _collected;

    /// <summary>Compiles layers, one after the other.</summary>
    /// <param name="layers">The layers; none passes on the input.</param>
    /// <param name="x">The input of the first.</param>
    /// <returns>The output of the last.</returns>
    /// <exception cref="StreamPlanException">A layer cannot run step by step.</exception>
    public StepValue Compile(IReadOnlyList<Layer> layers, StepValue x)
    {
        var (outer, place) = (_layers, _next);
        (_layers, _next) = (layers, 0);
        while (_next < layers.Count)
        {
            var layer = layers[_next++];
            if (layer.Description.ProblemOver(1, inPieces: true) is { } problem)
                throw new StreamPlanException(layer.Path, layer.Description.Title, problem);
            x = kinds.Compile(layer, x, this);
        }

        (_layers, _next) = (outer, place);
        return x;
    }

    /// <summary>The layer after the one that is compiled, if it is of a kind that is folded: the layer takes it into its own step, and it becomes none.</summary>
    public TLayer? Take<TLayer>()
        where TLayer : Layer
    {
        if (!options.Fold || _next == _layers.Count || _layers[_next] is not TLayer layer)
            return null;
        _next++;
        return layer;
    }

    /// <summary>Adds a step.</summary>
    /// <returns>What it writes.</returns>
    public StepValue Add(PlanStep step)
    {
        _steps.Add(step);
        return step.Output;
    }

    /// <summary>The same value in floats with units of 1: what a step reads that cannot take the units into its weights.</summary>
    public StepValue Plain(string path, StepValue x) => x.Units is null && !x.IsBytes ? x : Add(new UnitStep(path, x, StepValue.Of(x.Size)));

    /// <summary>Potentials of a layer of neurons.</summary>
    public StateSlot State(NeuronChannels neurons, int count)
    {
        Align();
        var slot = new StateSlot(_start.Count, count);
        for (int i = 0; i < count; i++)
            _start.Add(neurons[i % neurons.Count].StartPotential);
        return slot;
    }

    /// <summary>What a layer remembers that begins with zeros.</summary>
    public StateSlot State(int count)
    {
        Align();
        var slot = new StateSlot(_start.Count, count);
        _start.AddRange(new float[count]);
        return slot;
    }

    /// <summary>Says that a stream can have at most so many time steps.</summary>
    public void Limit(int steps) => MostSteps = Math.Min(MostSteps, steps);

    /// <summary>Says that a step will list the active inputs of a convolution.</summary>
    public void Lists(in ConvolutionShape shape) => _listed.Add(shape);

    /// <summary>Says that a step with the bits of the network will collect the active inputs of a convolution.</summary>
    public void Collects(in ConvolutionShape shape) => _collected.Add(shape);

    private void Align()
    {
        while (_start.Count % CacheLine != 0)
            _start.Add(0);
    }
}

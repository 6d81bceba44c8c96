using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// The record of one computation: makes tensors, keeps the operations that gradients pass through, and gives all memory
/// back when disposed. Use one per training step or inference batch, on one thread, which has the engine as long as the tape is open.
/// </summary>
public sealed class Tape : IDisposable
{
    private readonly List<Operation> _operations = [];
    private readonly List<Tensor> _tensors = [];
    private readonly Dictionary<Parameter, Tensor> _parameters = [];
    private readonly EngineClaim _claim;
    private bool _walked;
    private bool _disposed;

    /// <summary>Opens a tape.</summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    /// <param name="recording">Whether gradients will be asked for; without, intermediate values can be released early.</param>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public Tape(Engine engine, bool recording)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _claim = engine.Claim();
        Engine = engine;
        IsRecording = recording;
    }

    /// <summary>Weights that do not change, packed once; null to pack them in this pass.</summary>
    public FixedWeights? Weights { get; init; }

    /// <summary>
    /// Whether the outputs of convolutions are given up after use and computed again in the backward pass: less memory for the
    /// time of another forward pass, and the same bits.
    /// </summary>
    public bool Recomputes { get; init; }

    /// <summary>
    /// The samples that tensors with an axis N hold, where other processes hold the rest of the batch; null where they hold all. Sums over samples are those of the
    /// whole batch either way, and tensors without that axis are the same in all processes.
    /// </summary>
    public BatchPart? Part { get; init; }

    /// <summary>Kernels, memory and workers.</summary>
    public Engine Engine { get; }

    /// <summary>Whether gradients can be asked for.</summary>
    public bool IsRecording { get; }

    /// <summary>
    /// Called in the backward pass with the output of an operation after its gradients were delivered, from the last operation to the first: tells which part of a network takes how long. Must
    /// not keep the tensor.
    /// </summary>
    public Action<Tensor>? BackwardTap { get; init; }

    internal KernelSet Kernels => Engine.Kernels;

    internal IReadOnlyList<Operation> Operations => _operations;

    /// <summary>A tensor of given values that needs no gradient.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor Constant(Shape shape, ReadOnlySpan<float> values)
    {
        return Fill(shape, values, requiresGradient: false);
    }

    /// <summary>A tensor that needs no gradient, filled by <paramref name="fill"/>.</summary>
    public Tensor Constant(Shape shape, FillValues fill)
    {
        return Result(shape, requiresGradient: false, fill);
    }

    /// <summary>The output of an operation of your own, filled by <paramref name="fill"/>; the operation goes to <see cref="Record"/> then.</summary>
    /// <param name="shape">Axes and extents.</param>
    /// <param name="requiresGradient">Whether an input requires a gradient.</param>
    /// <param name="fill">Writes the values, all of them.</param>
    public Tensor Result(Shape shape, bool requiresGradient, FillValues fill)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(fill);
        var tensor = Make(shape, requiresGradient);
        tensor.Storage.Write(fill);
        return tensor;
    }

    /// <summary>A tensor of given values whose gradient can be asked for.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor Variable(Shape shape, ReadOnlySpan<float> values)
    {
        return Fill(shape, values, requiresGradient: true);
    }

    /// <summary>The tensor that shows a parameter's values, the same one each time.</summary>
    /// <param name="parameter">The parameter; its values are not copied on an engine that works in the host's memory, elsewhere once.</param>
    /// <param name="trainable">Whether its gradient will be needed; the first call decides.</param>
    public Tensor Use(Parameter parameter, bool trainable = true)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_parameters.TryGetValue(parameter, out var tensor))
        {
            tensor = Show(parameter, trainable && IsRecording);
            _parameters.Add(parameter, tensor);
        }

        return tensor;
    }

    /// <summary>Computes the gradients of a scalar with respect to everything on the tape that asked for one.</summary>
    /// <param name="loss">A tensor of one element.</param>
    /// <returns>The gradients; dispose them when used.</returns>
    /// <exception cref="InvalidOperationException">The tape does not record, or was already walked.</exception>
    /// <exception cref="ArgumentException">The loss is not a scalar, or was made on another tape.</exception>
    public Gradients Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!IsRecording)
            throw new InvalidOperationException("this tape does not record; open it with recording: true to get gradients");
        if (loss.Tape != this)
            throw new ArgumentException("backward: the loss was made on another tape", nameof(loss));
        if (loss.Shape.Count != 1)
            throw new ArgumentException($"backward starts from a scalar, got shape {loss.Shape}", nameof(loss));

        return Backward(loss, [1f]);
    }

    /// <summary>Computes gradients of sum(<paramref name="weights"/> * <paramref name="output"/>).</summary>
    internal Gradients Backward(Tensor output, ReadOnlySpan<float> weights)
    {
        if (_walked)
            throw new InvalidOperationException("backward has already walked this tape and given its memory back; open a tape for each step");
        _walked = true;
        var pass = new BackwardPass(this);
        var gradients = pass.Run(output, weights);
        _operations.Clear();
        return gradients;
    }

    /// <summary>
    /// Gives back the memory of a tensor that will not be read again before the backward pass. While recording only of those
    /// whose values can be made again, as spikes are from their bits; without, of any.
    /// </summary>
    public void Release(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!IsRecording)
            Free(tensor);
        else if (!tensor.IsHeld)
            Rest(tensor);
    }

    /// <summary>Gives up values that can be made again.</summary>
    internal void Rest(Tensor tensor)
    {
        if (tensor.Source is not { } source)
            return;
        if (tensor.Surrender() is { } buffer)
            Return(buffer);
        source.Rest(this);
    }

    /// <summary>Gives back all memory.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var operation in _operations)
            operation.Release(this);
        foreach (var tensor in _tensors)
            Forget(tensor);
        _operations.Clear();
        _tensors.Clear();
        _parameters.Clear();
        _claim.Dispose();
    }

    internal Tensor Make(Shape shape, bool requiresGradient)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var tensor = new Tensor(this, shape, Rent(shape.Count), requiresGradient && IsRecording);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>A tensor without memory; give it a source that makes its values when they are read.</summary>
    internal Tensor MakeLater(Shape shape, bool requiresGradient)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var tensor = new Tensor(this, shape, null, requiresGradient && IsRecording);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Shows a parameter where it is, or where a copy of it stays; a copy for this tape alone goes back with it.</summary>
    private Tensor Show(Parameter parameter, bool requiresGradient)
    {
        var lasting = Kernels.IsOnHost ? new Storage(parameter.Block, 0, parameter.Shape.Count) : Weights?.Place(parameter, Kernels);
        if (lasting is not null)
            return new Tensor(this, parameter.Shape, null, requiresGradient) { Parameter = parameter, Shown = lasting };
        var copy = new Tensor(this, parameter.Shape, Rent(parameter.Shape.Count), requiresGradient) { Parameter = parameter };
        copy.Storage.Write(parameter.Values);
        _tensors.Add(copy);
        return copy;
    }

    private Tensor Fill(Shape shape, ReadOnlySpan<float> values, bool requiresGradient)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.Count)
            throw new ArgumentException($"tape: {values.Length} values for shape {shape} of {shape.Count}", nameof(values));

        var tensor = Make(shape, requiresGradient);
        tensor.Storage.Write(values);
        return tensor;
    }

    /// <summary>Keeps an operation for the backward pass if its output needs a gradient; otherwise lets it release what it kept.</summary>
    /// <param name="operation">An operation whose output was made on this tape.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The output was made on another tape.</exception>
    public Tensor Record(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Output.Tape != this)
            throw new ArgumentException("record: the output of the operation was made on another tape", nameof(operation));
        if (operation.Output.RequiresGradient || operation.Output.Source is not null)
            _operations.Add(operation);
        else
            operation.Release(this);
        return operation.Output;
    }

    internal Buffer Rent(int length) => Engine.Pool.Rent(length);

    internal void Return(Buffer buffer) => Engine.Pool.Return(buffer);

    internal void Free(Tensor tensor)
    {
        if (tensor.IsUnwanted())
            Forget(tensor);
    }

    private void Forget(Tensor tensor)
    {
        if (tensor.Surrender() is { } buffer)
            Return(buffer);
        var source = tensor.Source;
        tensor.Source = null;
        source?.Release(this);
    }
}

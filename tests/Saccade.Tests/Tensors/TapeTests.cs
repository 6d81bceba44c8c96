using Saccade.Kernels.Neurons;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

public sealed class TapeTests : IDisposable
{
    private static readonly Shape _three = new("F", 3);
    private readonly Engine _engine = new(1);

    public void Dispose()
    {
        Assert.Equal(0, _engine.Pool.LentBytes);
        _engine.Dispose();
    }

    [Fact]
    public void Backward_TapeThatDoesNotRecord_IsRefused()
    {
        using var tape = new Tape(_engine, recording: false);
        var loss = ReduceOp.Sum(tape.Variable(_three, [1, 2, 3]));

        var error = Assert.Throws<InvalidOperationException>(() => tape.Backward(loss));
        Assert.Contains("does not record", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_Twice_IsRefused()
    {
        using var tape = new Tape(_engine, recording: true);
        var loss = ReduceOp.Sum(tape.Variable(_three, [1, 2, 3]));
        tape.Backward(loss).Dispose();

        var error = Assert.Throws<InvalidOperationException>(() => tape.Backward(loss));
        Assert.Contains("already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_NoScalar_NamesTheShape()
    {
        using var tape = new Tape(_engine, recording: true);
        var x = UnaryOp.Scale(tape.Variable(_three, [1, 2, 3]), 2);

        var error = Assert.Throws<ArgumentException>(() => tape.Backward(x));
        Assert.Contains("starts from a scalar, got shape [F 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_TensorOfAnotherTape_IsRefused()
    {
        using var one = new Tape(_engine, recording: true);
        using var other = new Tape(_engine, recording: true);
        var loss = ReduceOp.Sum(one.Variable(_three, [1, 2, 3]));

        Assert.Contains("another tape", Assert.Throws<ArgumentException>(() => other.Backward(loss)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_DisposedTape_IsRefused()
    {
        var tape = new Tape(_engine, recording: true);
        var loss = ReduceOp.Sum(tape.Variable(_three, [1, 2, 3]));
        tape.Dispose();
        tape.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tape.Backward(loss));
        Assert.Throws<ObjectDisposedException>(() => loss.Values.Length);
        Assert.Throws<ObjectDisposedException>(() => tape.Constant(_three, [1, 2, 3]));
        Assert.Throws<ObjectDisposedException>(() => tape.Use(new Parameter("w", ParameterKind.Weight, _three)));
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    [Fact]
    public void Values_WrongNumber_AreRefused()
    {
        using var tape = new Tape(_engine, recording: true);

        foreach (float[] values in (float[][])[[1, 2], [1, 2, 3, 4]])
        {
            Assert.Contains($"{values.Length} values for shape [F 3] of 3", Assert.Throws<ArgumentException>(() => tape.Constant(_three, values)).Message, StringComparison.Ordinal);
            Assert.Contains($"{values.Length} values for shape [F 3] of 3", Assert.Throws<ArgumentException>(() => tape.Variable(_three, values)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gradient_OfATensorUsedSeveralTimes_IsTheSum()
    {
        using var tape = new Tape(_engine, recording: true);
        var x = tape.Variable(_three, [1, 2, 3]);
        var square = BinaryOp.Multiply(x, x);
        var cube = BinaryOp.Multiply(square, x);
        var loss = ReduceOp.Sum(BinaryOp.Subtract(cube, UnaryOp.Scale(BinaryOp.Add(square, x), 2))); // x^3 - 2 (x^2 + x)

        using var gradients = tape.Backward(loss);

        Close.SameBits([-3f, 2, 13], gradients.Of(x), "3 x^2 - 4 x - 2");
    }

    [Fact]
    public void Use_SameParameterTwice_IsOneTensorWithOneGradient()
    {
        var w = new Parameter("w", ParameterKind.Weight, _three);
        new float[] { 1, -2, 3 }.CopyTo(w.Values, 0);
        using var tape = new Tape(_engine, recording: true);

        Assert.Same(tape.Use(w), tape.Use(w));
        using var gradients = tape.Backward(DotOp.Apply(tape.Use(w), tape.Use(w)));

        Close.SameBits([2f, -4, 6], gradients.Of(w));
    }

    [Fact]
    public void FrozenParts_CostNoOperationAndGetNoGradient()
    {
        var frozen = new Parameter("frozen", ParameterKind.Weight, _three);
        var trained = new Parameter("trained", ParameterKind.Weight, _three);
        using var tape = new Tape(_engine, recording: true);
        var features = UnaryOp.Relu(BinaryOp.Multiply(tape.Use(frozen, trainable: false), tape.Constant(_three, [1, 2, 3])));
        Assert.Empty(tape.Operations);

        var loss = DotOp.Apply(features, tape.Use(trained));
        Assert.Single(tape.Operations);
        using var gradients = tape.Backward(loss);

        Assert.True(gradients.Has(trained));
        Assert.False(gradients.Has(frozen));
        var error = Assert.Throws<ArgumentException>(() => gradients.Of(frozen).Length);
        Assert.Contains("frozen [F 3] has no gradient", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PartsThatTheLossDoesNotReach_GetNoGradient()
    {
        using var tape = new Tape(_engine, recording: true);
        var x = tape.Variable(_three, [1, 2, 3]);
        var unused = UnaryOp.Scale(tape.Variable(_three, [1, 2, 3]), 2);
        var loss = ReduceOp.Sum(x);

        using var gradients = tape.Backward(loss);

        Close.SameBits([1f, 1, 1], gradients.Of(x));
        Assert.Throws<ArgumentException>(() => gradients.Of(unused).Length);
    }

    [Fact]
    public void Release_FreesOnlyWhereNothingIsRecorded()
    {
        using var inference = new Tape(_engine, recording: false);
        var x = inference.Constant(_three, [1, 2, 3]);
        inference.Release(x);
        Assert.Throws<ObjectDisposedException>(() => x.Values.Length);
        Assert.Equal(0, _engine.Pool.LentBytes);

        using var training = new Tape(_engine, recording: true);
        var y = training.Constant(_three, [1, 2, 3]);
        training.Release(y);
        Close.SameBits([1f, 2, 3], y.Values);
    }

    [Fact]
    public void Backward_ReturnsMemoryAsItGoes()
    {
        using var tape = new Tape(_engine, recording: true);
        var x = tape.Variable(_three, [1, 2, 3]);
        var middle = UnaryOp.Scale(x, 2);
        using var gradients = tape.Backward(ReduceOp.Sum(middle));

        Assert.Throws<ObjectDisposedException>(() => middle.Values.Length);
        Close.SameBits([1f, 2, 3], x.Values);
    }

    [Fact]
    public void AbandonedTape_GivesEverythingBack()
    {
        var tape = new Tape(_engine, recording: true);
        var x = tape.Variable(new Shape("TNF", 2, 2, 3), RandomData.Normal(12, 1));
        NeuronOp.Apply(new NeuronParameters(), BatchNormOp.Train(x, tape.Variable(_three, [1, 1, 1]), tape.Variable(_three, [0, 0, 0]), 1e-5, [], [], 0.1));
        Assert.NotEqual(0, _engine.Pool.LentBytes);

        tape.Dispose();
        Assert.Equal(0, _engine.Pool.LentBytes);
    }
}

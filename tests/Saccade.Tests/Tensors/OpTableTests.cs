using Saccade.Kernels.Neurons;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.TestKit.OpCases;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Every case of the op table against its definition, its gradients, other numbers of threads, and for leaks.</summary>
public sealed class OpTableTests(OpTableTests.Engines engines) : IClassFixture<OpTableTests.Engines>
{
    public static TheoryData<string> Cases => [.. OpTable.All.Select(c => c.Name)];

    [Fact]
    public void Table_EveryOperation_HasCases()
    {
        var operations = typeof(Operation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operation)) && !t.IsAbstract);

        Assert.Equal(operations.Select(t => t.Name).Order(), OpTable.All.Select(c => c.Operation.Name).Distinct().Order());
    }

    [Fact]
    public void Table_EverySurrogate_HasACase()
        => Assert.Equal(
            typeof(Surrogate).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(Surrogate))).Select(t => t.Name).Order(),
            NeuronOpCases.Surrogates.Select(s => s.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void FastEngine_AgreesWithReferenceEngine(string name)
    {
        var op = OpTable.Named(name);

        var (expected, actual) = (OpRun.Of(op, engines.Reference), OpRun.Of(op, engines.One));

        if (op.ForwardTolerance == 0)
            Close.SameBits(expected.Output, actual.Output, "output");
        else
            Close.Relative(expected.Output, actual.Output, op.ForwardTolerance, "output");
        for (int i = 0; i < expected.Gradients.Length; i++)
            Close.Relative(expected.Gradients[i], actual.Gradients[i], op.Tolerance, $"gradient {i}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_AreThoseOfTheForwardPass(string name)
    {
        var op = OpTable.Named(name);
        double[][] inputs = [.. op.Inputs.Select((input, i) => Array.ConvertAll(input.Values(i), v => (double)v))];

        var run = OpRun.Of(op, engines.Two);

        double[] output = op.Reference(inputs);
        Close.Relative(Array.ConvertAll(output, v => (float)v), run.Output, Math.Max(op.Tolerance, op.ForwardTolerance), "output", absolute: 1e-5);
        double[] weights = Array.ConvertAll(OpRun.OutputWeights(output.Length), v => (double)v);
        switch (op.Gradient)
        {
            case OpGradient.ByDifferences differences:
                OpDifferences.Check(op, differences.Step, inputs, run.Gradients, weights);
                break;
            case OpGradient.Expected expected:
                double[]?[] gradients = expected.Of(inputs, weights);
                for (int i = 0; i < gradients.Length; i++)
                    Close.Relative(gradients[i]?.Select(v => (float)v).ToArray(), run.Gradients[i], op.Tolerance, $"gradient {i}");
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NumberOfThreads_ChangesNoBit(string name)
    {
        var op = OpTable.Named(name);
        var expected = OpRun.Of(op, engines.One);

        foreach (var engine in (Engine[])[engines.Two, engines.Three])
        {
            var actual = OpRun.Of(op, engine);
            Close.SameBits(expected.Output, actual.Output, $"output, {engine.Threads} threads");
            for (int i = 0; i < expected.Gradients.Length; i++)
                Close.SameBits(expected.Gradients[i], actual.Gradients[i], $"gradient {i}, {engine.Threads} threads");
            Close.SameBits(expected.Output, OpRun.Forward(op, engine), $"output without recording, {engine.Threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Memory_GoesBackAndIsUsedAgain(string name)
    {
        var op = OpTable.Named(name);
        using var engine = new Engine(threads: 2);
        var pool = engine.Pool;

        OpRun.Of(op, engine);
        Assert.Equal(0, pool.LentBytes);
        var (owned, peak) = (pool.OwnedBytes, pool.PeakBytes);
        pool.ResetPeak();
        OpRun.Of(op, engine);
        OpRun.Forward(op, engine);

        Assert.Equal(0, pool.LentBytes);
        Assert.Equal(peak, pool.PeakBytes);
        Assert.Equal(owned, pool.OwnedBytes);
    }

    /// <summary>Engines that the cases share.</summary>
    public sealed class Engines : IDisposable
    {
        public Engine Reference { get; } = Engine.Reference();

        public Engine One { get; } = new(1);

        public Engine Two { get; } = new(2);

        public Engine Three { get; } = new(3);

        public void Dispose()
        {
            foreach (var engine in (Engine[])[Reference, One, Two, Three])
                engine.Dispose();
        }
    }
}

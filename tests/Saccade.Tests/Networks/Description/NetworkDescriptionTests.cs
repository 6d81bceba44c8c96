using FsCheck;
using FsCheck.Fluent;
using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Xunit;

namespace Saccade.Tests.Networks.Description;

public sealed class NetworkDescriptionTests
{
    private static readonly FrameSize _input = new(6, 5);

    public static TheoryData<string> Broken =>
    [
        "", "x", "null", "[]", "{}",
        """{"input":{"height":6,"width":5},"layers":null}""",
        """{"input":null,"layers":[]}""",
        """{"input":{"height":6,"width":5}}""",
        """{"input":{"height":6},"layers":[]}""",
        """{"input":{"height":6,"width":5},"layers":[null]}""",
        """{"input":{"height":6,"width":5},"layers":[{}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"transformer"}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":7}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"linear"}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"linear","outputs":"many"}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"linear","outputs":2.5}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"linear","outputs":3,"colour":1}]}""",
        """{"input":{"height":6,"width":5},"layers":[],"name":"x"}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"residual","body":[]}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"residual","body":[],"shortcut":null}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking"}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"kind":"izhikevich"}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"kind":1}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"tau":2,"leak":3}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":null}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":"atan"}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{}}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":5}}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":"step"}}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":"atan","alpha":-1}}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":"atan","beta":1}}}]}""",
        """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":"atan","kind":"erf"}}}]}""",
    ];

    [Fact]
    public void Json_AnyDescription_ReadsBackEqual()
        => Prop.ForAll<int>(seed =>
        {
            var description = new RandomDescriptions((ulong)(uint)seed).Network();
            var again = NetworkDescription.FromJson(description.ToJson());
            return again.Equals(description) && again.GetHashCode() == description.GetHashCode() && again.ToJson() == description.ToJson();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_EverySurrogate_ReadsBackEqual()
    {
        var kinds = typeof(Surrogate).GetNestedTypes().Append(typeof(Dspike)).Where(t => t.IsSubclassOf(typeof(Surrogate)));
        Assert.Equal(kinds.Select(t => t.Name).Order(), RandomDescriptions.Surrogates.Select(s => s.GetType().Name).Order());

        foreach (var surrogate in RandomDescriptions.Surrogates)
        {
            var description = new NetworkDescription(_input, [new Spiking(new NeuronDescription { Surrogate = surrogate })]);
            Assert.Equal(description, NetworkDescription.FromJson(description.ToJson()));
        }
    }

    [Fact]
    public void Json_EveryKindOfLayer_IsDrawnByTheProperty()
    {
        var seen = new HashSet<Type>();
        for (ulong seed = 0; seed < 200; seed++)
            new RandomDescriptions(seed).Network().Layers.Map(layer => Note(layer));

        var kinds = typeof(LayerDescription).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(LayerDescription)) && !t.IsAbstract);
        Assert.Equal(kinds.Select(t => t.Name).Order(), seen.Select(t => t.Name).Order());

        LayerDescription Note(LayerDescription layer)
        {
            seen.Add(layer.GetType());
            return layer;
        }
    }

    [Fact]
    public void ToJson_Example_IsWhatPeopleWillRead()
    {
        var description = new NetworkDescription(
            new FrameSize(34, 34),
            [new Convolution(8, Bias: false), new Relu(), Branches.Add([new Relu()], [])]);

        Assert.Equal(
            """{"input":{"height":34,"width":34,"channels":2},"layers":[{"kind":"convolution","outputs":8,"kernel":3,"stride":1,"padding":1,"groups":1,"bias":false},{"kind":"relu"},{"kind":"branches","combine":"add","paths":{"body":[{"kind":"relu"}],"shortcut":[]}}]}""",
            description.ToJson());
    }

    [Fact]
    public void FromJson_ResidualOfEarlierFiles_IsBranchesThatAdd()
        => Assert.Equal(
            new NetworkDescription(_input, [Branches.Add([new Relu()], [new Flatten()])]),
            NetworkDescription.FromJson("""{"input":{"height":6,"width":5},"layers":[{"kind":"residual","body":[{"kind":"relu"}],"shortcut":[{"kind":"flatten"}]}]}"""));

    [Fact]
    public void FromJson_DeepNesting_IsAFormatException()
        => Assert.Throws<FormatException>(() => NetworkDescription.FromJson(new string('[', 100_000)));

    [Fact]
    public void FromJson_ValuesLeftOut_TakeTheirDefaults()
        => Assert.Equal(
            new NetworkDescription(_input, [new Convolution(4), new Spiking(new NeuronDescription())]),
            NetworkDescription.FromJson("""{"input":{"height":6,"width":5},"layers":[{"kind":"convolution","outputs":4},{"kind":"spiking","neuron":{}}]}"""));

    [Theory]
    [MemberData(nameof(Broken))]
    public void FromJson_AnythingElse_IsAFormatException(string json)
        => Assert.StartsWith("network description, byte ", Assert.Throws<FormatException>(() => NetworkDescription.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void FromJson_UnknownSurrogate_ListsTheKnownOnes()
    {
        var e = Assert.Throws<FormatException>(() => NetworkDescription.FromJson(
            """{"input":{"height":6,"width":5},"layers":[{"kind":"spiking","neuron":{"surrogate":{"kind":"step"}}}]}"""));

        Assert.Contains("layers.0.neuron.surrogate.kind: got text \"step\", expected one of triangle, atan, ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJson_AnyByteChanged_ReadsOrIsAFormatException()
        => Prop.ForAll<int, int, byte>((seed, at, value) =>
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(new RandomDescriptions((ulong)(uint)seed).Network().ToJson());
            bytes[(uint)at % bytes.Length] = value;
            try
            {
                NetworkDescription.FromJson(System.Text.Encoding.UTF8.GetString(bytes));
            }
            catch (FormatException)
            {
                // the declared error
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equality_IsByValueInAllDepths()
    {
        static NetworkDescription Make(int last) => new(
            _input, [Branches.Add([Branches.Add([], [new Linear(last)])], []), new Relu()]);

        Assert.Equal(Make(3), Make(3));
        Assert.Equal(Make(3).GetHashCode(), Make(3).GetHashCode());
        Assert.NotEqual(Make(3), Make(4));
        Assert.NotEqual(Make(3), Make(3) with { Input = new FrameSize(6, 6) });
        Assert.NotEqual<LayerList>([new Relu()], [new Relu(), new Relu()]);
    }

    [Fact]
    public void Map_ReplacesInsideResidualBlocksToo()
    {
        LayerList layers = [new Relu(), Branches.Add([new Relu()], [new Flatten(), new Relu()])];

        var mapped = layers.Map(l => l is Relu ? new Quantised() : l);

        Assert.Equal(
            [new Quantised(), Branches.Add([new Quantised()], [new Flatten(), new Quantised()])],
            mapped);
    }

    [Theory]
    [InlineData("tau", 0.5, NeuronKind.Lif)]
    [InlineData("learned time constant must start above 1", 1, NeuronKind.Plif)]
    [InlineData("tau", double.NaN, NeuronKind.Lif)]
    [InlineData(null, 1, NeuronKind.Lif)]
    [InlineData(null, 0, NeuronKind.If)]
    public void Problem_TimeConstant_IsNamed(string? expected, double tau, NeuronKind kind)
        => AssertProblem(expected, new NeuronDescription { Kind = kind, Tau = tau });

    [Fact]
    public void Problem_OtherValues_AreNamed()
    {
        AssertProblem("threshold must be above 0, got 0", new NeuronDescription { Threshold = 0 });
        AssertProblem("threshold", new NeuronDescription { Threshold = float.PositiveInfinity });
        AssertProblem("start and reset", new NeuronDescription { Start = float.NaN });
        AssertProblem("start and reset", new NeuronDescription { ResetPotential = float.NegativeInfinity });
        AssertProblem("only a threshold that is a parameter", new NeuronDescription { TrainThreshold = true });
        AssertProblem(null, NeuronDescription.Converted with { TrainThreshold = true });
    }

    private static void AssertProblem(string? expected, NeuronDescription neuron)
    {
        if (expected is null)
            Assert.Null(neuron.Problem());
        else
            Assert.Contains(expected, neuron.Problem(), StringComparison.Ordinal);
    }
}

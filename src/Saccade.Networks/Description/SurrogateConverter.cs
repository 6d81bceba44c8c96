using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Saccade.Kernels.Neurons;

namespace Saccade.Networks;

/// <summary>Surrogates as JSON objects with a <c>kind</c>: <c>{"kind": "atan", "alpha": 2}</c>.</summary>
internal sealed class SurrogateConverter : JsonConverter<Surrogate>
{
    private static readonly (string Kind, Type Type)[] Kinds =
    [
        ("triangle", typeof(Surrogate.Triangle)),
        ("atan", typeof(Surrogate.ATan)),
        ("sigmoid", typeof(Surrogate.Sigmoid)),
        ("rectangle", typeof(Surrogate.Rectangle)),
        ("piecewise-quadratic", typeof(Surrogate.PiecewiseQuadratic)),
        ("piecewise-exponential", typeof(Surrogate.PiecewiseExponential)),
        ("soft-sign", typeof(Surrogate.SoftSign)),
        ("super-spike", typeof(Surrogate.SuperSpike)),
        ("erf", typeof(Surrogate.Erf)),
        ("piecewise-leaky-relu", typeof(Surrogate.PiecewiseLeakyRelu)),
        ("s2nn", typeof(Surrogate.S2nn)),
        ("leaky-k-relu", typeof(Surrogate.LeakyKRelu)),
        ("q-pseudo-spike", typeof(Surrogate.QPseudoSpike)),
        ("log-tailed-relu", typeof(Surrogate.LogTailedRelu)),
    ];

    public override Surrogate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject node)
            throw new JsonException("a surrogate must be an object with a 'kind'");

        string? kind = node["kind"]?.GetValueKind() == JsonValueKind.String ? node["kind"]!.GetValue<string>() : node["kind"]?.ToJsonString();
        node.Remove("kind");
        var type = Array.Find(Kinds, k => k.Kind == kind).Type
            ?? throw new JsonException($"unknown surrogate '{kind}', expected one of {string.Join(", ", Kinds.Select(k => k.Kind))}");
        return (Surrogate)node.Deserialize(type, options)!;
    }

    public override void Write(Utf8JsonWriter writer, Surrogate value, JsonSerializerOptions options)
    {
        var node = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject();
        node.Insert(0, "kind", Array.Find(Kinds, k => k.Type == value.GetType()).Kind);
        node.WriteTo(writer, options);
    }
}

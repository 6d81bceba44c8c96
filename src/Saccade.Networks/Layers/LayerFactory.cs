namespace Saccade.Networks;

/// <summary>Builds layers from their descriptions, each with the extents that the one before emits.</summary>
internal static class LayerFactory
{
    public static IReadOnlyList<Layer> Build(ParameterScope scope, LayerList descriptions, FeatureSize input)
    {
        var layers = new List<Layer>();
        for (int i = 0; i < descriptions.Count; i++)
        {
            var part = scope.Sub(i.ToString());
            try
            {
                layers.Add(Build(part, descriptions[i], input));
            }
            catch (ArgumentException e) when (!e.Message.StartsWith("layer ", StringComparison.Ordinal))
            {
                throw new ArgumentException($"layer {part.Name} ({descriptions[i]}) on input {input}: {e.Message}", e);
            }

            input = layers[^1].Output;
        }

        return layers;
    }

    private static Layer Build(ParameterScope scope, LayerDescription description, FeatureSize input)
    {
        bool needsMap = description is LayerDescription.Convolution or LayerDescription.AveragePool or LayerDescription.MaxPool or LayerDescription.Flatten;
        if (needsMap && input.IsFlat)
            throw new ArgumentException("needs a map [H, W, C], got flat features");

        return description switch
        {
            LayerDescription.Convolution d => ConvolutionLayer.Create(scope, d, input),
            LayerDescription.Linear d => input.IsFlat ? LinearLayer.Create(scope, d, input) : throw new ArgumentException("needs flat features; put a flatten before it"),
            LayerDescription.BatchNorm d => BatchNormLayer.Create(scope, d, input),
            LayerDescription.Spiking d => SpikingLayer.Create(scope, d, input),
            LayerDescription.Quantised d => QuantisedLayer.Create(scope, d, input),
            LayerDescription.Relu d => new ReluLayer(scope.Name, d) { Output = input },
            LayerDescription.AveragePool or LayerDescription.MaxPool => PoolLayer.Create(scope, description, input),
            LayerDescription.Flatten d => new FlattenLayer(scope.Name, d) { Output = new FeatureSize(1, 1, input.Count, IsFlat: true) },
            LayerDescription.Dropout d => DropoutLayer.Create(scope, d, input),
            LayerDescription.Residual d => BuildResidual(scope, d, input),
            _ => throw new ArgumentException($"unknown layer {description}"),
        };
    }

    private static ResidualLayer BuildResidual(ParameterScope scope, LayerDescription.Residual d, FeatureSize input)
    {
        var body = Build(scope.Sub("body"), d.Body, input);
        var shortcut = Build(scope.Sub("shortcut"), d.Shortcut, input);
        FeatureSize left = Last(body, input), right = Last(shortcut, input);
        return left == right
            ? new ResidualLayer(scope.Name, d, body, shortcut) { Output = left }
            : throw new ArgumentException($"the paths emit {left} and {right}, expected equal extents");
    }

    private static FeatureSize Last(IReadOnlyList<Layer> layers, FeatureSize input) => layers.Count == 0 ? input : layers[^1].Output;
}

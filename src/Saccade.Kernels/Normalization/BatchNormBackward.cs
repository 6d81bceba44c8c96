namespace Saccade.Kernels.Normalization;

/// <summary>What the gradient of a batch norm's input needs besides activations; all spans are [channels].</summary>
internal readonly ref struct BatchNormBackward
{
    /// <summary>Mean of the batch.</summary>
    public required ReadOnlySpan<float> Mean { get; init; }

    /// <summary>Factor of the centred values in the forward pass: gamma times the inverse standard deviation.</summary>
    public required ReadOnlySpan<float> Scale { get; init; }

    /// <summary>The part of the gradient that shifting all rows does not see: <c>dBeta / rows</c>.</summary>
    public required ReadOnlySpan<float> MeanGradient { get; init; }

    /// <summary>The part that stretching all rows does not see, for each unit of <c>x - mean</c>: <c>dGamma * inverse / rows</c>.</summary>
    public required ReadOnlySpan<float> Slope { get; init; }

    /// <summary>Computes <see cref="MeanGradient"/> and <see cref="Slope"/> from the gradients of beta and gamma.</summary>
    /// <param name="dGamma">Gradient of gamma [channels].</param>
    /// <param name="dBeta">Gradient of beta [channels].</param>
    /// <param name="inverse">Inverse standard deviation of the forward pass [channels].</param>
    /// <param name="rows">Rows of the batch, at least 1.</param>
    /// <param name="meanGradient">Receives <c>dBeta / rows</c> [channels].</param>
    /// <param name="slope">Receives <c>dGamma * inverse / rows</c> [channels].</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Coefficients(ReadOnlySpan<float> dGamma, ReadOnlySpan<float> dBeta, ReadOnlySpan<float> inverse, int rows, Span<float> meanGradient, Span<float> slope)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        SpanChecks.Length(dBeta.Length, dGamma.Length, nameof(dBeta), "as many as 'dGamma'");
        SpanChecks.Length(inverse.Length, dGamma.Length, nameof(inverse), "as many as 'dGamma'");
        SpanChecks.Length(meanGradient.Length, dGamma.Length, nameof(meanGradient), "as many as 'dGamma'");
        SpanChecks.Length(slope.Length, dGamma.Length, nameof(slope), "as many as 'dGamma'");
        for (int c = 0; c < dGamma.Length; c++)
        {
            meanGradient[c] = (float)((double)dBeta[c] / rows);
            slope[c] = (float)((double)dGamma[c] * inverse[c] / rows);
        }
    }
}

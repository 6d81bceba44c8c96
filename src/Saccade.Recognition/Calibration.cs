namespace Saccade.Recognition;

/// <summary>Collects how sure decisions were and how often they were right.</summary>
internal sealed class Calibration
{
    /// <summary>The number of bins that papers use.</summary>
    private const int Bins = 15;

    private readonly int[] _counts = new int[Bins], _right = new int[Bins];
    private readonly double[] _confidence = new double[Bins];

    /// <summary>
    /// The expected calibration error (Naeini et al. 2015; Guo et al. 2017, arXiv 1706.04599, eq. 3): mean over decisions of the difference between confidence and accuracy in their
    /// bin, of 15 bins of equal width; 0 to 1, not a number without decisions.
    /// </summary>
    public double Error
    {
        get
        {
            double sum = 0;
            for (int b = 0; b < Bins; b++)
                sum += Math.Abs(_right[b] - _confidence[b]);
            return sum / _counts.Sum();
        }
    }

    /// <summary>Adds a decision.</summary>
    /// <param name="confidence">The probability of the class that was decided for, above 0 to 1.</param>
    /// <param name="isRight">Whether it is right.</param>
    public void Add(double confidence, bool isRight)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1); // a bin holds its upper end
        _counts[bin]++;
        _right[bin] += isRight ? 1 : 0;
        _confidence[bin] += confidence;
    }
}

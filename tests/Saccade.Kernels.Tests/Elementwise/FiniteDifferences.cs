namespace Saccade.Kernels.Tests.Elementwise;

/// <summary>Gradients by central differences in float64.</summary>
internal static class FiniteDifferences
{
    /// <summary>
    /// The gradient of <c>sum of weights * function(x)</c> at <paramref name="x"/>. The error is of the order of step^2, far below float32's.
    /// </summary>
    public static float[] Gradient(double[] x, float[] weights, Func<double[], double[]> function, double step = 1e-5)
    {
        double Loss() => function(x).Zip(weights, (y, w) => y * w).Sum();

        float[] gradient = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double at = x[i];
            x[i] = at + step;
            double above = Loss();
            x[i] = at - step;
            gradient[i] = (float)((above - Loss()) / (2 * step));
            x[i] = at;
        }

        return gradient;
    }

    public static double[] Double(float[] values) => Array.ConvertAll(values, v => (double)v);
}

using Saccade.Kernels.Lanes;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Normalization;

public sealed class BatchNormKernelsTests
{
    [Fact]
    public void Training_GoldenNumbers_ForwardBackwardAndRunningStatistics()
    {
        var golden = GoldenFile.Open("layers");
        float[] x = golden.ChannelsLast("bn_train.x"), dy = golden.ChannelsLast("bn_train.grad_out");
        float[] gamma = golden.Floats("bn_train.weight"), beta = golden.Floats("bn_train.bias");
        int channels = gamma.Length;

        var pass = BatchNormPass.Train<HardwareWidths>(x, gamma, beta);
        pass.Backward<HardwareWidths>(dy, x, training: true);
        float[] runningMean = new float[channels], runningVariance = new float[channels];
        Array.Fill(runningVariance, 1);
        BatchNormKernels.UpdateRunning(pass.Mean, pass.Variance, x.Length / channels, 0.1, runningMean, runningVariance);

        Close.Relative(golden.ChannelsLast("bn_train.y"), pass.Y, 1e-5, "y");
        Close.Relative(golden.ChannelsLast("bn_train.grad_x"), pass.Dx, 1e-5, "dx");
        Close.Relative(golden.Floats("bn_train.grad_weight"), pass.DGamma, 1e-5, "dGamma");
        Close.Relative(golden.Floats("bn_train.grad_bias"), pass.DBeta, 1e-5, "dBeta");
        Close.Relative(golden.Floats("bn_train.running_mean"), runningMean, 1e-5, "running mean");
        Close.Relative(golden.Floats("bn_train.running_var"), runningVariance, 1e-5, "running variance");

        var evaluation = BatchNormPass.Evaluate<HardwareWidths>(x, runningMean, runningVariance, gamma, beta);
        Close.Relative(golden.ChannelsLast("bn_eval.y"), evaluation.Y, 1e-5, "y in evaluation");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Passes_EveryChannelCount_AreTheReferenceAtEveryWidth(bool training)
    {
        for (int channels = 1; channels <= 40; channels++)
        {
            int rows = 2 + channels * 37 % 600;
            float[] x = RandomData.Normal(rows * channels, 1), dy = RandomData.Normal(rows * channels, 2);
            float[] gamma = RandomData.Normal(channels, 3), beta = RandomData.Normal(channels, 4);

            float[] all = Widths.SameBits(new PassRun(x, dy, gamma, beta, training, rows / 3), $"{channels} channels");

            var pass = PassRun.Whole<HardwareWidths>(x, dy, gamma, beta, training, 0);
            Close.SameBits(PassRun.Flat(pass), all, $"{channels} channels, split rows");
            Compare(pass, x, dy, gamma, beta, training);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Backward_FiniteDifferences_Agree(bool training)
    {
        const int Rows = 9, Channels = 5;
        float[] x = RandomData.Normal(Rows * Channels, 5), dy = RandomData.Normal(Rows * Channels, 6);
        float[] gamma = RandomData.Normal(Channels, 7), beta = RandomData.Normal(Channels, 8);
        var pass = PassRun.Whole<HardwareWidths>(x, dy, gamma, beta, training, 0);
        double[] wideGamma = FiniteDifferences.Double(gamma), wideBeta = FiniteDifferences.Double(beta), wideX = FiniteDifferences.Double(x);

        double[] Forward(double[] input, double[] factor, double[] offset)
        {
            double[] mean = FiniteDifferences.Double(pass.Mean), variance = FiniteDifferences.Double(pass.Variance), y = new double[input.Length];
            if (training)
                BatchNormReference.Statistics<double>(input, mean, variance);
            BatchNormReference.Forward<double>(input, mean, variance, BatchNormPass.Epsilon, factor, offset, y);
            return y;
        }

        Close.Relative(FiniteDifferences.Gradient(wideX, dy, v => Forward(v, wideGamma, wideBeta)), pass.Dx, 1e-5, "dx");
        Close.Relative(FiniteDifferences.Gradient(wideGamma, dy, v => Forward(wideX, v, wideBeta)), pass.DGamma, 1e-5, "dGamma");
        Close.Relative(FiniteDifferences.Gradient(wideBeta, dy, v => Forward(wideX, wideGamma, v)), pass.DBeta, 1e-5, "dBeta");
    }

    [Fact]
    public void Training_MeanFarFromZero_KeepsTheDigitsOfTheInput()
    {
        // Deviations of 1 around 10,000, exact in float32 to 1e-3: the folded form and sums of squares would lose them.
        float[] x = Array.ConvertAll(RandomData.Normal(1000 * 3, 9), v => 10_000 + v), gamma = [1, 2, 3], beta = [0, 1, 2];
        double[] mean = new double[3], variance = new double[3], expected = new double[x.Length];
        BatchNormReference.Statistics(FiniteDifferences.Double(x), mean, variance);
        BatchNormReference.Forward<double>(FiniteDifferences.Double(x), mean, variance, BatchNormPass.Epsilon, [1, 2, 3], [0, 1, 2], expected);

        var pass = BatchNormPass.Train<HardwareWidths>(x, gamma, beta);

        Close.Relative(Array.ConvertAll(variance, v => (float)v), pass.Variance, 1e-6, "variance");
        Close.Relative(Array.ConvertAll(expected, v => (float)v), pass.Y, 2e-4, "y"); // the mean itself is rounded to 5e-4
    }

    [Fact]
    public void Training_FirstRowsFarFromTheOthers_VarianceKeepsItsDigits()
    {
        // The worst case of the shift: it is the mean of the first 16 rows, and only these differ from the rest of the chunk.
        float[] x = RandomData.Normal(256, 11);
        for (int r = 0; r < 16; r++)
            x[r] += 1e6f;
        double[] mean = new double[1], variance = new double[1];
        BatchNormReference.Statistics(FiniteDifferences.Double(x), mean, variance);

        var pass = BatchNormPass.Train<HardwareWidths>(x, [1f], [0f]);

        Assert.InRange(pass.Variance[0] / variance[0], 1 - 5e-5, 1 + 5e-5); // 16 times the error of a float32 sum of 256
        Assert.InRange((pass.Mean[0] - mean[0]) / Math.Sqrt(variance[0]), -1e-6, 1e-6);
    }

    [Fact]
    public void Training_ConstantChannel_HasNoVarianceAndNoNan()
    {
        float[] x = new float[700];
        Array.Fill(x, 0.1f);

        var pass = BatchNormPass.Train<HardwareWidths>(x, [2f], [0.5f]);

        Assert.InRange(pass.Variance[0], 0, 1e-14f);
        Close.Relative(Enumerable.Repeat(0.5f, 700).ToArray(), pass.Y, 1e-5);
    }

    [Fact]
    public void Normalize_InPlace_SameBits()
    {
        float[] x = RandomData.Normal(40 * 6, 1), gamma = RandomData.Normal(6, 2), beta = RandomData.Normal(6, 3);
        var pass = BatchNormPass.Train<HardwareWidths>(x, gamma, beta);

        BatchNormKernels.Normalize(x, pass.Mean, pass.Scale, beta, x);

        Close.SameBits(pass.Y, x);
    }

    [Fact]
    public void Fold_IntoALinearLayer_GivesTheNormalisedOutput()
    {
        const int Inputs = 7, Channels = 11, Rows = 4;
        float[] input = RandomData.Normal(Rows * Inputs, 1), weights = RandomData.Normal(Inputs * Channels, 2), bias = RandomData.Normal(Channels, 3);
        float[] gamma = RandomData.Normal(Channels, 4), beta = RandomData.Normal(Channels, 5), mean = RandomData.Normal(Channels, 6);
        float[] variance = Array.ConvertAll(RandomData.Normal(Channels, 7), v => 0.1f + v * v);
        var expected = BatchNormPass.Evaluate<HardwareWidths>(Linear(input, weights, bias, Rows), mean, variance, gamma, beta);

        BatchNormKernels.Fold(mean, expected.Scale, beta, weights, bias);

        Close.Relative(expected.Y, Linear(input, weights, bias, Rows), 1e-5);
    }

    [Fact]
    public void UpdateRunning_OneRow_IsRejected()
        => Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormKernels.UpdateRunning([1f], [0f], 1, 0.1, new float[1], new float[1]));

    [Fact]
    public void Normalize_WrongScale_SaysWhatWasExpected()
    {
        var e = Assert.Throws<ArgumentException>(() => BatchNormKernels.Normalize(new float[12], new float[3], new float[4], new float[3], new float[12]));

        Assert.Contains("'scale' has 4 elements; expected 3 (as many as 'mean')", e.Message);
    }

    private static float[] Linear(float[] x, float[] weights, float[] bias, int rows)
    {
        int outputs = bias.Length, inputs = weights.Length / outputs;
        float[] y = new float[rows * outputs];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias[i % outputs];
            for (int k = 0; k < inputs; k++)
                y[i] += x[i / outputs * inputs + k] * weights[k * outputs + i % outputs];
        }

        return y;
    }

    private static void Compare(BatchNormPass pass, float[] x, float[] dy, float[] gamma, float[] beta, bool training)
    {
        double[] wideX = FiniteDifferences.Double(x), wideDy = FiniteDifferences.Double(dy);
        double[] mean = FiniteDifferences.Double(pass.Mean), variance = FiniteDifferences.Double(pass.Variance);
        double[] factor = FiniteDifferences.Double(gamma), offset = FiniteDifferences.Double(beta);
        double[] y = new double[x.Length], dx = new double[x.Length], dGamma = new double[gamma.Length], dBeta = new double[gamma.Length];
        if (training)
            BatchNormReference.Statistics<double>(wideX, mean, variance);
        BatchNormReference.Forward<double>(wideX, mean, variance, BatchNormPass.Epsilon, factor, offset, y);
        BatchNormReference.ParameterGradients<double>(wideDy, wideX, mean, variance, BatchNormPass.Epsilon, dGamma, dBeta);
        if (training)
            BatchNormReference.BackwardTraining<double>(wideDy, wideX, mean, variance, BatchNormPass.Epsilon, factor, dGamma, dBeta, dx);
        else
            BatchNormReference.BackwardEvaluation<double>(wideDy, variance, BatchNormPass.Epsilon, factor, dx);

        string what = $"{gamma.Length} channels, {x.Length / gamma.Length} rows: ";
        Close.Relative(Array.ConvertAll(variance, v => (float)v), pass.Variance, 1e-6, what + "variance");
        Close.Relative(Array.ConvertAll(y, v => (float)v), pass.Y, 2e-6, what + "y");
        Close.Relative(Array.ConvertAll(dGamma, v => (float)v), pass.DGamma, 1e-5, what + "dGamma", absolute: 1e-4);
        Close.Relative(Array.ConvertAll(dBeta, v => (float)v), pass.DBeta, 1e-5, what + "dBeta", absolute: 1e-4);
        Close.Relative(Array.ConvertAll(dx, v => (float)v), pass.Dx, 1e-5, what + "dx");
    }

    private sealed class PassRun(float[] x, float[] dy, float[] gamma, float[] beta, bool training, int split) : IWidthRun
    {
        public static float[] Flat(BatchNormPass p) => [.. p.Mean, .. p.Variance, .. p.Y, .. p.DGamma, .. p.DBeta, .. p.Dx];

        public static BatchNormPass Whole<TWidths>(float[] x, float[] dy, float[] gamma, float[] beta, bool training, int split)
            where TWidths : struct, ILaneWidths
        {
            float[] mean = RandomData.Normal(gamma.Length, 20), variance = Array.ConvertAll(RandomData.Normal(gamma.Length, 21), v => 0.1f + v * v);
            var pass = training ? BatchNormPass.Train<TWidths>(x, gamma, beta, split) : BatchNormPass.Evaluate<TWidths>(x, mean, variance, gamma, beta, split);
            pass.Backward<TWidths>(dy, x, training, split);
            return pass;
        }

        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths => Flat(Whole<TWidths>(x, dy, gamma, beta, training, split));
    }
}

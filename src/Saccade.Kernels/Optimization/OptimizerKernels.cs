using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Optimization;

/// <summary>
/// Parameter updates, each one pass over a parameter, its gradient and its state, with the semantics of PyTorch. The state
/// belongs to the caller, is as long as the parameter and starts as zeros. To share the work, call with matching slices.
/// </summary>
/// <seealso cref="OptimizerReference"/>
internal static unsafe class OptimizerKernels
{
    /// <summary>
    /// Stochastic gradient descent: <c>g = gradient + decay * w</c>; <c>v = momentum * v + g</c>; <c>w -= rate * v</c>, or with
    /// Nesterov's rule <c>w -= rate * (g + momentum * v)</c>.
    /// </summary>
    /// <param name="parameter">What is trained, updated.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="velocity">
    /// State, updated; ignored (and may be empty) without momentum. Zeros before the first update, which makes the velocity after it the gradient.
    /// </param>
    /// <param name="settings">Rate, momentum, decay.</param>
    /// <exception cref="ArgumentException">The lengths differ, or buffers overlap.</exception>
    public static void Sgd(Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> velocity, in SgdSettings settings)
        => Sgd<HardwareWidths>(parameter, gradient, velocity, settings);

    /// <summary>
    /// Adam (Kingma and Ba 2015): <c>g = gradient + decay * w</c>; <c>m = b1 m + (1 - b1) g</c>; <c>v = b2 v + (1 - b2) g^2</c>;
    /// <c>w -= rate / (1 - b1^step) * m / (sqrt(v / (1 - b2^step)) + epsilon)</c>; AdamW instead starts with <c>w *= 1 - rate * decay</c>.
    /// </summary>
    /// <param name="parameter">What is trained, updated.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="firstMoment">State, updated; zeros before step 1.</param>
    /// <param name="secondMoment">State, updated; zeros before step 1.</param>
    /// <param name="step">Number of this update, from 1.</param>
    /// <param name="settings">Rate, betas, epsilon, decay.</param>
    /// <exception cref="ArgumentException">The lengths differ, or buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 1.</exception>
    public static void Adam(Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> firstMoment, Span<float> secondMoment, long step, in AdamSettings settings)
        => Adam<HardwareWidths>(parameter, gradient, firstMoment, secondMoment, step, settings);

    /// <summary>
    /// The factor that brings gradients of a given L2 norm (over all parameters together) to at most <paramref name="limit"/>:
    /// <c>min(1, limit / (norm + 1e-6))</c>.
    /// </summary>
    /// <param name="norm">Root of the sum of squares of all gradients.</param>
    /// <param name="limit">Largest norm wanted, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public static float ClipFactor(double norm, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (float)Math.Min(1, limit / (norm + 1e-6));
    }

    internal static void Sgd<TWidths>(Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> velocity, in SgdSettings settings)
        where TWidths : struct, ILaneWidths
    {
        CheckState(parameter, gradient, nameof(gradient));
        bool moving = settings.Momentum != 0;
        if (moving)
        {
            CheckState(parameter, velocity, nameof(velocity));
            SpanChecks.NoOverlap(gradient, velocity, nameof(gradient), nameof(velocity));
        }

        fixed (float* w = parameter, g = gradient, v = velocity)
        {
            if (moving)
                LaneLoop.Run<TWidths, MomentumLoop>(new(w, g, v, settings), parameter.Length);
            else
                LaneLoop.Run<TWidths, DescentLoop>(new(w, g, settings), parameter.Length);
        }
    }

    internal static void Adam<TWidths>(Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> firstMoment, Span<float> secondMoment, long step, in AdamSettings settings)
        where TWidths : struct, ILaneWidths
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        CheckState(parameter, gradient, nameof(gradient));
        CheckState(parameter, firstMoment, nameof(firstMoment));
        CheckState(parameter, secondMoment, nameof(secondMoment));
        SpanChecks.NoOverlap(gradient, firstMoment, nameof(gradient), nameof(firstMoment));
        SpanChecks.NoOverlap(gradient, secondMoment, nameof(gradient), nameof(secondMoment));
        SpanChecks.NoOverlap(firstMoment, secondMoment, nameof(firstMoment), nameof(secondMoment));
        fixed (float* w = parameter, g = gradient, m = firstMoment, v = secondMoment)
            LaneLoop.Run<TWidths, AdamLoop>(new(w, g, m, v, step, settings), parameter.Length);
    }

    private static void CheckState(ReadOnlySpan<float> parameter, ReadOnlySpan<float> other, string name)
    {
        SpanChecks.Length(other.Length, parameter.Length, name, "as many as 'parameter'");
        SpanChecks.NoOverlap(parameter, other, nameof(parameter), name);
    }

    private readonly struct DescentLoop(float* parameter, float* gradient, SgdSettings settings) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* w = parameter, g = gradient;
            V rate = V.Broadcast((float)-settings.LearningRate), decay = V.Broadcast((float)settings.Decay);
            for (; i + V.Count <= end; i += V.Count)
            {
                var weight = V.Load(w + i);
                V.Store(V.Fma(rate, V.Fma(decay, weight, V.Load(g + i)), weight), w + i);
            }

            return i;
        }
    }

    private readonly struct MomentumLoop(float* parameter, float* gradient, float* velocity, SgdSettings settings) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* w = parameter, g = gradient, v = velocity;
            bool ahead = settings.Nesterov;
            V rate = V.Broadcast((float)-settings.LearningRate), decay = V.Broadcast((float)settings.Decay), momentum = V.Broadcast((float)settings.Momentum);
            for (; i + V.Count <= end; i += V.Count)
            {
                var weight = V.Load(w + i);
                var slope = V.Fma(decay, weight, V.Load(g + i));
                var speed = V.Fma(momentum, V.Load(v + i), slope);
                V.Store(speed, v + i);
                V.Store(V.Fma(rate, ahead ? V.Fma(momentum, speed, slope) : speed, weight), w + i);
            }

            return i;
        }
    }

    private readonly struct AdamLoop(float* parameter, float* gradient, float* firstMoment, float* secondMoment, long step, AdamSettings settings) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* w = parameter, g = gradient, m = firstMoment, v = secondMoment;
            var s = settings;
            bool decoupled = s.DecayRule == WeightDecay.Decoupled;
            var keep = V.Broadcast(decoupled ? (float)(1 - s.LearningRate * s.Decay) : 1f);
            var penalty = V.Broadcast(decoupled ? 0f : (float)s.Decay);
            V keepFirst = V.Broadcast((float)s.Beta1), takeFirst = V.Broadcast((float)(1 - s.Beta1));
            V keepSecond = V.Broadcast((float)s.Beta2), takeSecond = V.Broadcast((float)(1 - s.Beta2));
            var rate = V.Broadcast((float)(s.LearningRate / (1 - Math.Pow(s.Beta1, step))));
            var unbias = V.Broadcast((float)(1 / Math.Sqrt(1 - Math.Pow(s.Beta2, step))));
            var epsilon = V.Broadcast((float)s.Epsilon);
            for (; i + V.Count <= end; i += V.Count)
            {
                var weight = V.Load(w + i);
                var slope = V.Fma(penalty, weight, V.Load(g + i));
                var first = V.Fma(keepFirst, V.Load(m + i), takeFirst * slope);
                var second = V.Fma(keepSecond, V.Load(v + i), takeSecond * slope * slope);
                V.Store(first, m + i);
                V.Store(second, v + i);
                V.Store(keep * weight - rate * (first / V.Fma(V.Sqrt(second), unbias, epsilon)), w + i);
            }

            return i;
        }
    }
}

using System.Numerics;

namespace Saccade.Kernels.Optimization;

/// <summary>The definitions of <see cref="OptimizerKernels"/>: plain loops, in any precision.</summary>
internal static class OptimizerReference
{
    /// <summary>Stochastic gradient descent with L2 penalty and momentum.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Sgd<T>(Span<T> parameter, ReadOnlySpan<T> gradient, Span<T> velocity, in SgdSettings settings)
        where T : IFloatingPointIeee754<T>
    {
        T rate = T.CreateChecked(settings.LearningRate), momentum = T.CreateChecked(settings.Momentum), decay = T.CreateChecked(settings.Decay);
        for (int i = 0; i < parameter.Length; i++)
        {
            var g = gradient[i] + decay * parameter[i];
            var step = g;
            if (settings.Momentum != 0)
            {
                velocity[i] = momentum * velocity[i] + g;
                step = settings.Nesterov ? g + momentum * velocity[i] : velocity[i];
            }

            parameter[i] -= rate * step;
        }
    }

    /// <summary>Adam or AdamW, as <see cref="AdamSettings.DecayRule"/> says.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Adam<T>(Span<T> parameter, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step, in AdamSettings settings)
        where T : IFloatingPointIeee754<T>
    {
        T rate = T.CreateChecked(settings.LearningRate), decay = T.CreateChecked(settings.Decay), epsilon = T.CreateChecked(settings.Epsilon);
        T beta1 = T.CreateChecked(settings.Beta1), rest1 = T.CreateChecked(1 - settings.Beta1);
        T beta2 = T.CreateChecked(settings.Beta2), rest2 = T.CreateChecked(1 - settings.Beta2);
        T correction1 = T.CreateChecked(1 - Math.Pow(settings.Beta1, step)), correction2 = T.CreateChecked(1 - Math.Pow(settings.Beta2, step));
        for (int i = 0; i < parameter.Length; i++)
        {
            var g = gradient[i];
            if (settings.DecayRule == WeightDecay.Decoupled)
                parameter[i] *= T.One - rate * decay;
            else
                g += decay * parameter[i];
            firstMoment[i] = beta1 * firstMoment[i] + rest1 * g;
            secondMoment[i] = beta2 * secondMoment[i] + rest2 * g * g;
            parameter[i] -= rate * (firstMoment[i] / correction1) / (T.Sqrt(secondMoment[i] / correction2) + epsilon);
        }
    }
}

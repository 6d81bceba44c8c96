using Saccade.Kernels.Random;

namespace Saccade.Mutation;

/// <summary>
/// The mutated inputs of a kind: number and seed decide the bytes, so that any of them can be made again alone. The first numbers are the valid inputs as they are.
/// </summary>
public sealed class Mutator(MutationKind kind, ulong seed)
{
    private const int LargestInput = 1 << 17;

    public byte[] Input(long number)
    {
        if (number < kind.Seeds.Count)
            return kind.Seal(kind.Seeds[(int)number]);
        var random = new CounterRandom(seed, RandomPurpose.Test, number, 4242);
        byte[] bytes = Any(ref random), other = Any(ref random);
        do
        {
            bool asText = kind.IsText && random.NextInt32(0, 4) > 0;
            bytes = asText ? TextMutation.Apply(bytes, other, ref random) : ByteMutation.Apply(bytes, other, ref random);
            if (bytes.Length > LargestInput)
                bytes = bytes[..LargestInput];
        }
        while (random.NextInt32(0, 5) < 2);
        return kind.Seal(bytes);
    }

    private byte[] Any(ref CounterRandom random) => kind.Seeds[random.NextInt32(0, kind.Seeds.Count)];
}

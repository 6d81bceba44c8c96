namespace Saccade.Events.Augment;

/// <summary>Order statistics in linear time.</summary>
internal static class Selection
{
    /// <summary>The value that would stand at a position if the values were sorted (Hoare's quickselect, middle of three as pivot).</summary>
    /// <param name="values">The values, none of them NaN; left in another order.</param>
    /// <param name="rank">Position, 0 for the smallest.</param>
    public static double Smallest(Span<double> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            double pivot = Middle(values[low], values[low + (high - low) / 2], values[high]);
            int left = low, right = high;
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (values[right] > pivot)
                    right--;
                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }

            if (rank <= right)
                high = right;
            else if (rank >= left)
                low = left;
            else
                break; // between the two lies only the pivot
        }

        return values[rank];
    }

    private static double Middle(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}

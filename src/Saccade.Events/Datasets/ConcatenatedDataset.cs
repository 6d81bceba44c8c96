namespace Saccade.Events.Datasets;

internal sealed class ConcatenatedDataset<T>(IDataset<T> first, IDataset<T> second) : IDataset<T>
{
    public int Count => checked(first.Count + second.Count);

    public T Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return index < first.Count ? first.Get(index) : second.Get(index - first.Count);
    }
}

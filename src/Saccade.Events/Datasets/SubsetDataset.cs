namespace Saccade.Events.Datasets;

internal sealed class SubsetDataset<T> : IDataset<T>
{
    private readonly IDataset<T> _source;
    private readonly int[] _indices;

    public SubsetDataset(IDataset<T> source, int[] indices)
    {
        foreach (int index in indices)
            DatasetExtensions.CheckIndex(index, source.Count);
        _source = source;
        _indices = indices;
    }

    public int Count => _indices.Length;

    public T Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return _source.Get(_indices[index]);
    }
}

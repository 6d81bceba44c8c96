namespace Saccade.Events.Datasets;

internal sealed class MappedDataset<T, TResult>(IDataset<T> source, Func<T, TResult> map) : IDataset<TResult>
{
    public int Count => source.Count;

    public TResult Get(int index) => map(source.Get(index));
}

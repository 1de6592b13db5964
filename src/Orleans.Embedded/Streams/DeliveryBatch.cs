using System.Diagnostics.CodeAnalysis;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>An item on its way, with the request context of its producer.</summary>
internal readonly record struct Envelope<T>(T Item, Dictionary<string, object>? Context);

/// <summary>The items of one delivery. Reused by its subscription.</summary>
internal sealed class DeliveryBatch<T>(int size)
{
    private readonly Envelope<T>[] _items = new Envelope<T>[size];
    private long _firstNumber;
    private int _count;

    internal int Delivered { get; private set; }

    internal bool IsFull => _count == _items.Length;

    internal bool IsDelivered => Delivered == _count;

    /// <summary>Ends the delivery after the item under way: the consumer has unsubscribed.</summary>
    internal bool IsStopped { get; set; }

    internal void Begin(long firstNumber)
    {
        _firstNumber = firstNumber;
        _count = 0;
        Delivered = 0;
    }

    internal void Add(Envelope<T> envelope) => _items[_count++] = envelope;

    internal bool TryPeek([MaybeNullWhen(false)] out T item, out long number)
    {
        if (IsDelivered || IsStopped)
        {
            item = default;
            number = 0;
            return false;
        }

        var envelope = _items[Delivered];
        RequestContext.Import(envelope.Context);
        item = envelope.Item;
        number = _firstNumber + Delivered;
        return true;
    }

    internal List<SequentialItem<T>> Rest()
    {
        var rest = new List<SequentialItem<T>>(_count - Delivered);
        for (var i = Delivered; i < _count; i++)
            rest.Add(new(_items[i].Item, new EventSequenceTokenV2(_firstNumber + i)));
        return rest;
    }

    internal void MarkAllDelivered() => MarkDelivered(_count - Delivered);

    internal void MarkDelivered(int count)
    {
        Array.Clear(_items, Delivered, count);
        Delivered += count;
    }
}

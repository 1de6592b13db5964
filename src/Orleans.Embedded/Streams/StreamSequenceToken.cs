namespace Orleans.Streams
{
    /// <summary>The place of an item in its stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
    {
        /// <summary>The number of the item.</summary>
        public abstract long SequenceNumber { get; protected set; }

        /// <summary>The number within a batch.</summary>
        public abstract int EventIndex { get; protected set; }

        /// <inheritdoc/>
        public abstract bool Equals(StreamSequenceToken? other);

        /// <inheritdoc/>
        public abstract int CompareTo(StreamSequenceToken? other);
    }

    /// <summary>Comparisons in words.</summary>
    public static class StreamSequenceTokenUtilities
    {
        /// <summary>Whether this is after the other.</summary>
        public static bool Newer(this StreamSequenceToken me, StreamSequenceToken other) => me.CompareTo(other) > 0;

        /// <summary>Whether this is before the other.</summary>
        public static bool Older(this StreamSequenceToken me, StreamSequenceToken other) => me.CompareTo(other) < 0;
    }
}

namespace Orleans.Providers.Streams.Common
{
    /// <summary>A place given by numbers.</summary>
    public class EventSequenceTokenV2 : Orleans.Streams.StreamSequenceToken
    {
        /// <summary>The place of an item.</summary>
        public EventSequenceTokenV2(long seqNumber)
            : this(seqNumber, 0)
        {
        }

        /// <summary>The place of an item in a batch.</summary>
        public EventSequenceTokenV2(long seqNumber, int eventInd)
        {
            SequenceNumber = seqNumber;
            EventIndex = eventInd;
        }

        /// <inheritdoc/>
        public sealed override long SequenceNumber { get; protected set; }

        /// <inheritdoc/>
        public sealed override int EventIndex { get; protected set; }

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Orleans.Streams.StreamSequenceToken);

        /// <inheritdoc/>
        public override bool Equals(Orleans.Streams.StreamSequenceToken? other) =>
            other is EventSequenceTokenV2 && other.SequenceNumber == SequenceNumber && other.EventIndex == EventIndex;

        /// <inheritdoc/>
        public override int CompareTo(Orleans.Streams.StreamSequenceToken? other)
        {
            if (other is null)
                return 1;
            var byNumber = SequenceNumber.CompareTo(other.SequenceNumber);
            return byNumber != 0 ? byNumber : EventIndex.CompareTo(other.EventIndex);
        }

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

        /// <inheritdoc/>
        public override string ToString() => $"[SeqNum={SequenceNumber}, EventIndex={EventIndex}]";
    }
}

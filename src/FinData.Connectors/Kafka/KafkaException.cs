using FinData.Connectors.Kafka.Native;
using FinData.Engine.Streams;

namespace FinData.Connectors.Kafka;

/// <summary>A broker could not be reached or said no.</summary>
/// <param name="message">Which broker and topic, what happened and what to do; never a password.</param>
/// <param name="isTransient">True when the same call may succeed later.</param>
/// <param name="inner">The error of the network below, if there is one.</param>
public sealed class KafkaException(string message, bool isTransient, Exception? inner = null)
    : SourceException(message, inner)
{
    private readonly RdKafkaError error;

    internal KafkaException(RdKafkaError error, string message, bool isTransient = false, Exception? inner = null)
        : this(message, isTransient, inner) => this.error = error;

    /// <inheritdoc/>
    public override bool IsTransient => isTransient;

    /// <summary>True when another client has this one's transactional id, or its place in a group.</summary>
    public bool IsFenced => error is RdKafkaError.Fenced or RdKafkaError.FencedMember;
}

namespace FinData.Connectors.Kafka.Wire;

/// <summary>The error codes of Kafka's protocol that a reader meets, said in words.</summary>
internal static class KafkaError
{
    public const short None = 0, OffsetOutOfRange = 1, UnknownTopic = 3;

    /// <summary>True where the same request may succeed later, at this or another broker.</summary>
    public static bool IsTransient(short code) => code is not (OffsetOutOfRange or 2 or 17 or 29 or 30 or 31 or 33 or 35
        or 58);

    public static string NameOf(short code) => code switch
    {
        -1 => "unknown server error",
        OffsetOutOfRange => "offset out of range",
        2 => "corrupt message",
        UnknownTopic => "unknown topic or partition",
        5 => "no leader",
        6 => "not the leader",
        7 => "request timed out",
        9 => "replica not available",
        17 => "invalid topic name",
        29 => "not allowed to read this topic",
        30 => "not allowed in this group",
        31 => "not allowed in this cluster",
        33 => "unsupported SASL mechanism",
        35 => "unsupported version",
        56 => "disk error at the broker",
        58 => "wrong user or password",
        74 => "fenced leader epoch",
        75 => "unknown leader epoch",
        _ => $"error {code}",
    };
}

namespace FinData.Connectors.Kafka.Wire;

/// <summary>Where a batch is, for errors: written out only when there is one.</summary>
internal readonly record struct BatchPlace(string Topic, int Partition, long Offset)
{
    public override string ToString() => $"'{Topic}' partition {Partition}, offset {Offset}";
}

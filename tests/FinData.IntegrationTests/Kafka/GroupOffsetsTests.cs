using System.Text;
using FinData.Connectors.Kafka;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>Positions that transactions have moved.</summary>
[Collection("kafka")]
public sealed class GroupOffsetsTests(KafkaBroker broker)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    [ServerFact("kafka")]
    public void A_transaction_that_is_open_keeps_only_its_own_positions_from_being_told()
    {
        var settings = new KafkaSettings { Bootstrap = broker.Address };
        var (group, topic) = (KafkaBroker.NewName("group"), KafkaBroker.NewName("shards"));
        using (var client = KafkaClient.Open(settings)) client.EnsureTopic(topic, 2, patience);
        using var open = TransactionalProducer.Open(settings, $"{group}-0", patience * 2, patience);
        open.Begin();
        open.Send(topic, "key"u8, Encoding.ASCII.GetBytes("value"));
        open.SendOffsets(group, topic, [(0, 5)]);
        using (var other = TransactionalProducer.Open(settings, $"{group}-1", patience * 2, patience))
        {
            other.Begin();
            other.SendOffsets(group, topic, [(1, 7)]);
            other.Commit();
        }
        // No longer than one question takes: it is not asked again.
        Assert.Equal(7, GroupOffsets.Read(settings, group, topic, [1], TimeSpan.Zero)[1]);
        open.Commit();
        Assert.Equal([5, 7], GroupOffsets.Read(settings, group, topic, [0, 1], patience).OrderBy(p => p.Key)
            .Select(p => p.Value));
    }
}

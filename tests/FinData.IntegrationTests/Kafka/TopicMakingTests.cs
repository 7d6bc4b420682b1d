using FinData.Connectors.Kafka;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>Topics are made by nodes at work, too: a broker that dies just then is waited for.</summary>
[Collection("kafka")]
public sealed class TopicMakingTests(KafkaBroker broker)
{
    private const int CreateTopics = 19, Partitions = 3;

    private readonly string topic = KafkaBroker.NewName("made");

    private KafkaSettings Link => new()
    {
        Bootstrap = broker.LoginAddress, SecurityProtocol = KafkaSecurity.SaslPlaintext,
        User = KafkaBroker.User, Password = KafkaBroker.Password,
    };

    [ServerFact("kafka")]
    public async Task A_topic_whose_broker_is_gone_before_it_answers_is_made_when_it_is_back()
    {
        using var client = KafkaClient.Open(Link);
        broker.MuteLinkAfter(CreateTopics);
        var made = Task.Run(() => client.EnsureTopic(topic, Partitions, Until.Patience));
        await Until.True(() => broker.IsLinkMute, "it asks for the topic");
        broker.CutLink();
        broker.MendLink();
        Assert.Equal(Partitions, await made);
    }

    [ServerFact("kafka")]
    public async Task A_broker_that_stays_away_is_told_of_as_one_that_may_come_back()
    {
        using var client = KafkaClient.Open(Link);
        broker.CutLink();
        try
        {
            var fault = await Assert.ThrowsAsync<KafkaException>(() => Task.Run(() =>
                client.EnsureTopic(topic, Partitions, TimeSpan.FromSeconds(1))));
            Assert.True(fault.IsTransient, fault.Message);
            Assert.StartsWith($"Kafka at {broker.LoginAddress} does not answer", fault.Message);
        }
        finally
        {
            broker.MendLink();
        }
    }
}

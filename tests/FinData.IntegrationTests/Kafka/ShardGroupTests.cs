using FinData.Connectors.Kafka;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>Who has which shards, as the members of a group are told.</summary>
[Collection("kafka")]
public sealed class ShardGroupTests(KafkaBroker broker) : IDisposable
{
    private const int Shards = 8;

    // Below that of a client which its library does not end.
    private static readonly TimeSpan clientEnds = TimeSpan.FromSeconds(5);

    private readonly string group = KafkaBroker.NewName("cluster"), topic = KafkaBroker.NewName("shards");
    private readonly List<Member> members = [];

    [ServerFact("kafka")]
    public async Task A_second_node_takes_half_and_the_first_keeps_the_rest_meanwhile()
    {
        var first = Join("one");
        await All(() => first.Has.Count == Shards);
        var second = Join("two");
        await All(() => first.Has.Count == Shards / 2 && second.Has.Count == Shards / 2);
        Assert.Equal(Enumerable.Range(0, Shards), first.Has.Concat(second.Has).Order());
        // What moved was let go by the one before the other had it, and nothing else was touched.
        Assert.Equal(second.Has.Order(), first.Revoked.Order());
        Assert.Equal(Shards, first.Assigned.Count);
        Assert.False(first.HasLost);
    }

    [ServerFact("kafka")]
    public async Task A_node_that_comes_back_in_time_has_its_shards_and_nobody_else_notices()
    {
        var (first, second) = (Join("one"), Join("two"));
        await All(() => first.Has.Count == Shards / 2 && second.Has.Count == Shards / 2);
        var (had, told) = (first.Has.Order().ToList(), second.Assigned.Count + second.Revoked.Count);
        Leave(first);
        var again = Join("one");
        await All(() => again.Has.Count == Shards / 2);
        Assert.Equal(had, again.Has.Order());
        Assert.Equal(told, second.Assigned.Count + second.Revoked.Count);
    }

    [ServerFact("kafka")]
    public async Task The_shards_of_a_node_that_stays_away_go_to_the_others()
    {
        var (first, second) = (Join("one", 2), Join("two", 2));
        await All(() => first.Has.Count == Shards / 2 && second.Has.Count == Shards / 2);
        Leave(first);
        await All(() => second.Has.Count == Shards);
        Assert.Empty(second.Revoked);
    }

    [ServerFact("kafka")]
    public async Task A_second_node_of_the_same_name_puts_the_first_out()
    {
        var first = Join("one");
        await All(() => first.Has.Count == Shards);
        members.Clear();
        var second = Join("one");
        KafkaException? fenced = null;
        await Until.True(() =>
        {
            second.Poll();
            fenced = fenced ?? Record.Exception(first.Poll) as KafkaException;
            return fenced is not null;
        }, "the first is put out");
        Assert.True(fenced!.IsFenced, fenced.Message);
        await All(() => second.Has.Count == Shards);
        first.Dispose();
    }

    [ServerFact("kafka")]
    public async Task A_node_that_has_not_looked_yet_at_what_it_was_told_can_leave()
    {
        var silent = Join("one");
        members.Remove(silent);
        // One of another group, that has come later and looks, has its shards: so the silent one was told of its own.
        var other = Join("one", inGroup: KafkaBroker.NewName("cluster"));
        await All(() => other.Has.Count == Shards);
        await Task.Run(silent.Dispose).WaitAsync(clientEnds);
        Assert.Empty(silent.Assigned);
    }

    // librdkafka before 2.3 ended the process here.
    [ServerFact("kafka")]
    public async Task A_node_that_has_not_been_told_yet_what_it_has_can_leave()
    {
        const int SyncGroup = 14;
        broker.MuteLinkAfter(SyncGroup);
        try
        {
            var early = Join("one", settings: new KafkaSettings
            {
                Bootstrap = broker.LoginAddress, SecurityProtocol = KafkaSecurity.SaslPlaintext,
                User = KafkaBroker.User, Password = KafkaBroker.Password,
            });
            members.Remove(early);
            await Until.True(() => broker.IsLinkMute, "it has a place and asks what it has");
            await Task.Run(early.Dispose).WaitAsync(clientEnds);
            Assert.Empty(early.Assigned);
        }
        finally
        {
            broker.MendLink();
        }
        var next = Join("one");
        await All(() => next.Has.Count == Shards);
    }

    public void Dispose() => members.ForEach(m => m.Dispose());

    private Member Join(string name, int seconds = 30, string? inGroup = null, KafkaSettings? settings = null)
    {
        settings ??= new KafkaSettings { Bootstrap = broker.Address };
        using (var client = KafkaClient.Open(settings)) client.EnsureTopic(topic, Shards, Until.Patience);
        var member = new Member(settings, new ShardMembership(inGroup ?? group, topic, name,
            TimeSpan.FromSeconds(seconds)));
        members.Add(member);
        return member;
    }

    private void Leave(Member member)
    {
        members.Remove(member);
        member.Dispose();
    }

    private Task All(Func<bool> condition) => Until.True(() =>
    {
        members.ForEach(m => m.Poll());
        return condition();
    }, "shards", () => string.Join(" | ", members.Select(m => string.Join(',', m.Has))));

    private sealed class Member : IDisposable
    {
        private readonly ShardGroup group;

        public Member(KafkaSettings settings, ShardMembership membership) => group = ShardGroup.Join(settings,
            membership, Assigned.AddRange, (shards, isLost) =>
            {
                Revoked.AddRange(shards);
                HasLost |= isLost;
            });

        public IReadOnlyCollection<int> Has => group.Shards;

        public List<int> Assigned { get; } = [];

        public List<int> Revoked { get; } = [];

        public bool HasLost { get; private set; }

        public void Poll() => group.Poll(TimeSpan.Zero);

        public void Dispose() => group.Dispose();
    }
}

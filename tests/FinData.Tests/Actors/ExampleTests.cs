using FinData.Engine.Actors;
using FinData.TestKit.Actors;

namespace FinData.Tests.Actors;

/// <summary>The shortest whole actor, as the documentation shows it.</summary>
public class ExampleTests
{
    private abstract record Count
    {
        private Count() { }

        public sealed record Add(int Number) : Count;

        public sealed record Total(ActorRef<int> ReplyTo) : Count;
    }

    private sealed class Counter : Actor<Count>
    {
        private int total;

        public override void Receive(Count message, ActorContext<Count> context)
        {
            if (message is Count.Add add) total += add.Number;
            if (message is Count.Total question) question.ReplyTo.Tell(total);
        }
    }

    private static async Task<int> AddAsync(ActorSystem system)
    {
        var counter = system.Spawn(() => new Counter(), "counter");
        counter.Tell(new Count.Add(40));
        counter.Tell(new Count.Add(2));
        return await counter.AskAsync<int>(me => new Count.Total(me), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_counter_counts_on_the_thread_pool()
    {
        await using var system = new ActorSystem("node", new ThreadPoolDispatcher(), TimeProvider.System);
        Assert.Equal(42, await AddAsync(system));
    }

    [Fact]
    public void A_counter_counts_in_a_simulation()
    {
        var simulation = new SimulatedDispatcher(seed: 1);
        var system = new ActorSystem("node", simulation, simulation.Time);
        Assert.Equal(42, simulation.Complete(() => AddAsync(system)));
    }
}

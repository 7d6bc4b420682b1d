using FinData.Engine.Entities;
using FinData.Engine.Shards;
using FinData.TestKit;

namespace FinData.Tests.Docs;

/// <summary>
/// The entity that the README shows, whole and tried out; the README's part is between the two marks.
/// </summary>
public class CounterExample
{
    [Fact]
    public void It_counts_up_to_its_limit_and_rejects_what_goes_beyond()
    {
        using var counter = Scenario.Of<Counter, Total, Nothing, Add, Added>(new Counter());
        counter.When(new Add { Amount = 60 }).Then(new Added { Amount = 60 })
            .When(new Add { Amount = 60 }).ThenRejected(Counter.Full)
            .When(new Add { Amount = 40 }).Then(new Added { Amount = 40 });
    }

    private struct Total { public long Value; }

    private struct Add { public long Amount; }

    private struct Added { public long Amount; }

    private struct Nothing;

    private readonly struct Counter : IEntity<Total, Nothing, Add, Added>
    {
        public const ushort Full = 1;

        // README begins.
        public void Decide(in Total total, in Nothing _, in Command<Add> command, ref Outcome<Added> outcome)
        {
            if (total.Value + command.Body.Amount > 100) outcome.Reject(Full, new Added());
            else outcome.Persist(new Added { Amount = command.Body.Amount });
        }

        public void Apply(ref Total total, ref Active<Nothing> _, in Fact<Added> fact)
        {
            total.Value += fact.Body.Amount;
        }
        // README ends.

        public IEnumerable<SnapshotPart> Parts => [];

        public void Effects(in Fact<Added> fact, ref Effects effects) { }

        public bool Due(long time, out EntityKey entity, out long since, out Add command)
        {
            (entity, since, command) = (default, 0, default);
            return false;
        }

        public bool IsIdle(in Total total, in Nothing active, long time) => true;

        public void Hash(in Total total, in Nothing active, long time, ref StateHash hash) => hash.Add(total.Value);

        public void Dispose() { }
    }
}

using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Tests.Engine;

namespace FinData.Tests.Rules;

/// <summary>Rules that change under load, through crashes, lost answers and failing writes.</summary>
public unsafe class RuleSimulationTests
{
    [Fact]
    public void Whatever_fails_each_debit_is_decided_by_the_rules_that_its_shard_had_then() => Seeds.Each(120, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: seed % 2 == 0);
        using var run = BankRun.Rough(seed, 1 + (int)(seed % 5), shards =>
            [.. load.Open(shards), new RuleSource(shards, seed)]);
        run.Check(load.Count);
        foreach (var shard in run.Simulation.Shards.Shards) DecideAgain(run, shard.Number);
        AssertAllShardsAgree(run.Simulation.Shards);

        using var recovered = BankFigures.Recovered(run.Simulation.Journal);
        using var replayed = BankFigures.Recovered(new JournalAlone(run.Simulation.Journal));
        foreach (var shard in run.Simulation.Shards.Shards)
        {
            var expected = Copy(shard).Save();
            Assert.Equal(expected, Copy(recovered.Shards[shard.Number]).Save());
            Assert.Equal(expected, Copy(replayed.Shards[shard.Number]).Save());
        }
    });

    [Fact]
    public void A_load_meets_declines_reviews_and_shadow_hits()
    {
        var (declined, reviewed, watched) = (0, 0, 0);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var load = new BankLoad(seed, isFreeOfOrder: true);
            using var run = BankRun.Smooth(seed, 3, shards =>
                [.. load.Open(shards), new RuleSource(shards, seed)]);
            Each(run, 0, (e, body, book) =>
            {
                if (e->Reason == Rejections.Declined) declined++;
                else if (body is { Kind: AccountEventKind.HoldPlaced, Rule: > 0 }) reviewed++;
                if (book.Rules.SelectMany(r => r.Versions).Any(v => v.Stage == RuleStage.Shadow
                    && (body.RuleHits >> v.Slot & 1) != 0)) watched++;
            });
        }
        Assert.True(declined > 0 && reviewed > 0 && watched > 0, $"{declined} {reviewed} {watched}");
    }

    // The rules of the load look at the amount alone, which every event has.
    private static void DecideAgain(BankRun run, int shard) => Each(run, shard, (e, body, book) =>
    {
        var facts = new DebitFacts { Amount = body.Amount / 100.0, Currency = body.Currency };
        var transaction = run.Simulation.Shards.Map.CommandKey(EventFrame.Id(e));
        var verdict = book.Live.Evaluate(in facts, book.Lists, transaction);
        var action = e->Reason == Rejections.Declined ? RuleAction.Decline
            : body.Kind == AccountEventKind.HoldPlaced ? RuleAction.Review : RuleAction.None;
        Assert.Equal(verdict, new RuleVerdict(action, body.Rule, body.RuleVersion, body.RuleHits, body.RuleMissing));
        Assert.Equal(verdict.Hits != 0 ? book.Set : 0, body.RuleSet);
    });

    private delegate void Visitor(EventHeader* e, AccountEvent body, RuleBook book);

    // The debits that rules were asked about, each with the rules that the journal before it gives.
    private static void Each(BankRun run, int shard, Visitor visit)
    {
        using var book = new RuleBook(run.Simulation.Shards.Map.Hasher);
        run.Simulation.Journal.Read(shard, 1, int.MaxValue, 0, (number, data, length) =>
        {
            var batch = BatchReader.Open(data, length, shard, number);
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
            {
                if (e->Kind == (byte)EntityKind.RuleCopy)
                    book.Apply(EventFrame.Body<RuleEvent>(e), RuleNote.Parse(EventFrame.Note(e)), e->Time);
                if (e->Kind is 0 or >= (byte)EntityKind.Product || (e->Flags & EventFlags.Decides) == 0) continue;
                var body = EventFrame.Body<AccountEvent>(e);
                if (body.Kind is AccountEventKind.Withdrawn or AccountEventKind.Paid
                    or AccountEventKind.TransferredOut || e->Reason == Rejections.Declined
                    || body is { Kind: AccountEventKind.HoldPlaced, Rule: > 0 }) visit(e, body, book);
            }
            return true;
        });
    }

    private static void AssertAllShardsAgree(ShardRegion shards)
    {
        var home = shards.Shards[shards.Map.ShardOf(RuleRegistry.Name)];
        var registered = Describe(((RuleRegion)home.RegionOf((byte)EntityKind.RuleRegistry)).Entity.Registered);
        Assert.NotEqual("0", registered);
        Assert.All(shards.Shards, shard => Assert.Equal(registered, Describe(Copy(shard))));
    }

    private static string Describe(RuleBook book) => $"{book.Set}" + string.Concat(book.Rules.SelectMany(r =>
        r.Versions.Select(v => $" {r.Name}{v.Number} {v.Stage} {v.Percent} {v.Slot} {v.AskedStage} {v.Approver}")));

    private static RuleBook Copy(Shard shard) =>
        ((RuleRegion)shard.RegionOf((byte)EntityKind.RuleCopy)).Entity.Copy;
}

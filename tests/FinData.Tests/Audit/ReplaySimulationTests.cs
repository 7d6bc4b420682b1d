using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Tests.Engine;
using FinData.Tests.Rankings;
using FinData.Tests.Rules;
using FinData.Topologies;
using SimulatedNode = FinData.TestKit.Simulation;

namespace FinData.Tests.Audit;

/// <summary>What was decided under load, through crashes and changes of rules, comes out the same again.</summary>
public unsafe class ReplaySimulationTests
{
    [Fact]
    public void Whatever_fails_each_decision_comes_out_bit_for_bit() => Seeds.Each(100, seed =>
    {
        var load = new BankLoad(seed, isFreeOfOrder: seed % 2 == 0);
        using var run = BankRun.Rough(seed, 1 + (int)(seed % 5), shards =>
            [.. load.Open(shards), .. new SalesLoad(seed).Open(shards), new RuleSource(shards, seed)]);
        var replayed = ReplayedJournal.Of(run.Simulation.Journal, BankRun.Regions);
        replayed.AssertEqual();
        // All that cannot be asked again are questions to the registry that it has refused.
        Assert.True(replayed.Decided > load.Count / 2 && replayed.Untold < 40, $"{replayed}");
    });

    [Fact]
    public void A_hundred_thousand_decisions_over_changes_of_rules_and_some_crashes_come_out_bit_for_bit()
    {
        const int Records = 100_000;
        var load = new BankLoad(seed: 7, isFreeOfOrder: false, Records);
        using var node = new SimulatedNode(7, 5, BankRun.Regions,
            shards => [.. load.Open(shards), new RuleSource(shards, 7)],
            new ShardOptions { BatchRecordsMax = 200, SnapshotEvents = 5_000 })
        {
            CrashOneIn = 3_000, FaultOneIn = 50, CrashesMax = 10,
        };
        node.Run();

        var replayed = ReplayedJournal.Of(node.Journal, BankRun.Regions);

        replayed.AssertEqual();
        Assert.True(node.Crashes > 2 && replayed.Decided > Records * 9 / 10, $"{node.Crashes} crashes, {replayed}");
    }

    [Fact]
    public void A_journal_whose_frames_have_an_older_form_comes_out_the_same()
    {
        var load = new BankLoad(seed: 3, isFreeOfOrder: false);
        using var run = BankRun.Smooth(3, 2, shards => [.. load.Open(shards), new RuleSource(shards, 3)]);
        using var older = new DenseJournal(run.Simulation.Journal);

        var replayed = ReplayedJournal.Of(older, BankRun.Regions);

        replayed.AssertEqual();
        Assert.True(older.Rewritten > 10 && replayed.Decided > load.Count / 2, $"{older.Rewritten} {replayed}");
    }

    [Fact]
    public void A_review_of_before_reviews_were_alerts_comes_out_the_same()
    {
        var found = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var load = new BankLoad(seed, isFreeOfOrder: false);
            using var run = BankRun.Smooth(seed, 2, shards => [.. load.Open(shards), new RuleSource(shards, seed)]);
            if (Some(run.Simulation.Journal, (in _, in body) => body.Alerts == AlertRules.Review) is not { } at)
                continue;
            using var older = new PlantedJournal(run.Simulation.Journal, at.Shard, at.Batch, at.Index,
                (ref header, ref body) =>
                {
                    (header.Alerts, body.Alerts) = (0, AlertRules.None);
                    header.Flags &= ~EventFlags.Alert;
                });
            ReplayedJournal.Of(older, BankRun.Regions).AssertEqual();
            found++;
        }
        Assert.True(found > 0, "No rule of the load has set anything aside.");
    }

    public static TheoryData<string> Plants => [.. plants.Keys];

    [Theory, MemberData(nameof(Plants))]
    public void A_decision_that_was_changed_is_found_where_it_is_though_its_checksum_fits(string what)
    {
        var found = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var load = new BankLoad(seed, isFreeOfOrder: false);
            using var run = BankRun.Smooth(seed, 2, shards => [.. load.Open(shards), new RuleSource(shards, seed)]);
            var (fits, plant) = plants[what];
            if (Some(run.Simulation.Journal, fits) is not { } at) continue;

            using var planted = new PlantedJournal(run.Simulation.Journal, at.Shard, at.Batch, at.Index, plant);
            var replayed = ReplayedJournal.Of(planted, BankRun.Regions);

            Assert.Contains(replayed.Found,
                d => (d.Shard, d.Batch, d.Frame) == (at.Shard, at.Batch, at.Index) && d.Fields.Count > 0);
            Assert.Null(AccountCauses.Of(replayed.Found.First(d => (d.Batch, d.Frame) == (at.Batch, at.Index))));
            found++;
        }
        Assert.True(found > 0, $"No event of the load is one to be changed: {what}.");
    }

    [Theory]
    [InlineData("alerts.velocity")]
    [InlineData("holds.lasts")]
    [InlineData("accounts.card.credit-line")]
    [InlineData("accounts.terminal.keeps-balance")]
    public void Settings_that_have_changed_since_are_named_as_the_cause(string setting)
    {
        var load = new BankLoad(seed: 2, isFreeOfOrder: true);
        using var run = BankRun.Smooth(2, 3, load.Open);
        var policy = BankRun.Policy;
        policy = setting switch
        {
            "alerts.velocity" => policy with { Alerts = new AlertPolicy { Velocity = 100, Deviations = 1000 } },
            "holds.lasts" => policy with { HoldLasts = TimeSpan.FromDays(8) },
            "accounts.card.credit-line" => policy with { Card = policy.Card with { CreditLine = 999_999_999_999 } },
            _ => policy with { KeepsTerminals = false },
        };

        var replayed = ReplayedJournal.Of(run.Simulation.Journal, map => FinDataTopology.Regions(map, policy));

        Assert.NotEmpty(replayed.Found);
        Assert.All(replayed.Found, d => Assert.Contains(setting, AccountCauses.Of(d) ?? $"nothing for {d}"));
    }

    private delegate bool Fits(in EventHeader header, in AccountEvent body);

    private static readonly Dictionary<string, (Fits Fits, PlantedJournal.Plant Plant)> plants = new()
    {
        ["a balance"] = ((in header, in body) => IsDebit(in header, in body) && body.Balance > 0,
            (ref _, ref body) => body.Balance++),
        ["an amount"] = (IsDebit, (ref _, ref body) => body.Amount += 1),
        ["what is held"] = ((in header, in body) => IsDebit(in header, in body) && body.Held > 0,
            (ref _, ref body) => body.Held--),
        ["another currency"] = (IsDebit, (ref _, ref body) => body.Currency ^= 2),
        ["an acceptance"] = ((in header, in body) => header.Reason == Rejections.InsufficientFunds
            && header.OtherKind == 0 && header.NoteLength == 0, (ref header, ref body) =>
        {
            (header.Reason, body.Kind) = (0, AccountEventKind.Withdrawn);
            header.Flags &= ~EventFlags.Rejected;
        }),
        ["a rejection"] = ((in header, in body) => IsDebit(in header, in body) && body.Balance > 0,
            (ref header, ref body) =>
        {
            (header.Reason, body.Kind) = (Rejections.InsufficientFunds, AccountEventKind.Rejected);
            (body.Balance, body.Clears) = (body.Balance + body.Amount, 0);
            header.Flags |= EventFlags.Rejected;
        }),
        ["a rule's hit"] = ((in header, in body) => body.RuleHits != 0, (ref _, ref body) => body.RuleHits ^= 1),
        ["the rule that decided"] = ((in header, in body) => body.Rule > 0 && header.Reason != 0,
            (ref _, ref body) => body.Rule ^= 3),
        ["the reason of a refusal by the receiver"] =
            ((in header, in body) => body.Kind == AccountEventKind.CreditRefused,
                (ref header, ref _) => header.Reason = Rejections.BalanceLimit),
        ["a way back"] = ((in header, in body) => body is { Kind: AccountEventKind.Returned, Balance: > 1 },
            (ref _, ref body) => body.Balance -= 1),
    };

    private static bool IsDebit(in EventHeader header, in AccountEvent body) =>
        body.Kind is AccountEventKind.Withdrawn or AccountEventKind.Paid && (header.Flags & EventFlags.Alert) == 0;

    // One in the middle of those that fit.
    private static (int Shard, int Batch, int Index)? Some(Journal journal, Fits fits)
    {
        var all = new List<(int, int, int)>();
        for (var shard = 0; shard < journal.Identity.Shards; shard++)
        {
            var of = shard;
            journal.Read(shard, 1, int.MaxValue, 0, (number, data, length) =>
            {
                var batch = BatchReader.Open(data, length, of, number);
                var e = batch.FirstFrame;
                for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
                    if (e->Kind is > 0 and < (byte)EntityKind.Product && fits(*e, EventFrame.Body<AccountEvent>(e)))
                        all.Add((of, number, i));
                return true;
            });
        }
        return all.Count == 0 ? null : all[all.Count / 2];
    }
}

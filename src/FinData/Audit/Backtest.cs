using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Audit;

/// <summary>What is tried on history.</summary>
/// <param name="Rules">Rules in the place of those of their names, at most <see cref="RuleBook.SlotsMax"/>.</param>
/// <param name="IsAlone">True when other rules that were in force do not act.</param>
/// <param name="Model">What scores; null for the model of then.</param>
public sealed record BacktestProposal(IReadOnlyList<Rule> Rules, bool IsAlone = false, TreeModel? Model = null);

/// <summary>What rules would have said to the debits of the past, each on the facts that there were then.</summary>
/// <remarks>
/// The journal is decided again (<see cref="ShardReplay"/>), and the live code evaluates the proposed rules beside it.
/// Each debit is looked at as it came: what an account would have had after other decisions before is no part of it.
/// </remarks>
public sealed class Backtest(Journal journal, Func<ShardMap, Region[]> regions, ShardOptions limits)
{
    private const int ExamplesOfEachMax = 10;

    private readonly List<Flip> examples = [];
    private readonly int[,] exampleCounts = new int[4, 4];

    /// <summary>How much there is to do.</summary>
    public long Batches => Enumerable.Range(0, journal.Identity.Shards).Sum(s => (long)journal.LastBatch(s));

    /// <summary>From which probability on a score raises an alert (default: 0.5).</summary>
    public double AlertFrom { get; init; } = 0.5;

    /// <summary>Looks at all debits of some days.</summary>
    /// <param name="proposal">The rules and the model that are tried.</param>
    /// <param name="days">The days.</param>
    /// <param name="labels">
    /// Whether a transaction was a fraud, null where nobody knows; without it the labels in the journal count, and
    /// what they leave out is genuine after the delay.
    /// </param>
    /// <param name="progress">Gets how many of <see cref="Batches"/> are done, and the decisions so far.</param>
    /// <param name="stop">Breaks it off.</param>
    public BacktestReport Run(BacktestProposal proposal, DayRange days, Func<string, bool?>? labels = null,
        Action<long, long>? progress = null, CancellationToken stop = default)
    {
        using var then = new TerminalsThen(journal, regions, limits);
        using var shards = then.Open();
        var proposed = new ProposedRules(proposal.Rules, proposal.IsAlone, shards.Map.Hasher)
        {
            Model = proposal.Model,
        };
        var tally = new BacktestTally(days, proposal.Rules, AlertFrom);
        var (done, decided) = (0L, 0L);
        foreach (var shard in shards.Shards)
        {
            var number = shard.Number;
            Watch(shard, proposed, days, tally, (id, key, time) => labels is not null ? labels(id)
                : then.LabelOf(number, key, time));
            using var replay = new ShardReplay(shards, number);
            while (replay.Step())
            {
                stop.ThrowIfCancellationRequested();
                progress?.Invoke(++done, decided + replay.Decided);
            }
            decided += replay.Decided;
        }
        return tally.Report([.. examples.OrderBy(e => e.Time)]);
    }

    private unsafe void Watch(Shard shard, ProposedRules proposed, DayRange days, BacktestTally tally,
        Func<string, EntityKey, long, bool?> labels)
    {
        var region = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
        region.Seen = (in account, in hours, in command, e) =>
        {
            if (e->Time < days.Begin || e->Time >= days.End) return;
            var body = EventFrame.Body<AccountEvent>(e);
            if (TreatmentOf(in command, e->Reason, in body) is not { } was) return;
            var verdict = region.Entity.JudgeBy(proposed, in account, in hours, in command, out var probability);
            var id = Encoding.ASCII.GetString(EventFrame.Id(e));
            var debit = new JudgedDebit(e->Time, body.Amount, body.Currency, was, labels(id, command.Id, e->Time),
                body.Model == 0 ? double.NaN : TreeModel.ProbabilityOf(body.Score), probability);
            tally.Take(in debit, verdict);
            var would = tally.TreatmentOf(verdict.Action, probability);
            if (was == would) return;
            var name = e->NameLength > 0 ? EventFrame.Name(e) : region.NameOf(e->Slot);
            Keep(in debit, id, EventText.IdOf(e->Kind, name), would, verdict, proposed.Rules);
        };
    }

    // Null for what rules are not asked about: no debit, or one that was not possible anyway.
    private static Treatment? TreatmentOf(in Command<AccountCommand> command, ushort reason, in AccountEvent e)
    {
        if (command.Body.Action is not (AccountAction.Withdraw or AccountAction.Pay or AccountAction.Transfer))
            return null;
        return reason == Rejections.Declined ? Treatment.Declined : reason != 0 ? null
            : e.Kind == AccountEventKind.HoldPlaced ? Treatment.Review
            : (e.Alerts & AlertRules.FraudScore) != 0 ? Treatment.Alert : Treatment.Accepted;
    }

    private void Keep(in JudgedDebit debit, string id, string account, Treatment would, RuleVerdict verdict,
        IReadOnlyList<Rule> rules)
    {
        if (exampleCounts[(int)debit.Was, (int)would]++ >= ExamplesOfEachMax) return;
        var currency = new Currency(debit.Currency);
        examples.Add(new Flip(id, account, EventText.TimeOf(debit.Time),
            $"{MoneyText.Format(debit.Amount, currency)} {currency}", BacktestTally.NameOf(debit.Was),
            BacktestTally.NameOf(would), [.. rules.Where((_, i) => (verdict.Hits >> i & 1) != 0).Select(r => r.Name)],
            debit.IsFraud));
    }
}

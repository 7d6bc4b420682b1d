using System.Security.Cryptography;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Money;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>Reads a decision and what is about it from the journal.</summary>
internal static unsafe class DecisionReader
{
    /// <summary>Where an account's decision on a transaction lies; null where it has none.</summary>
    public static EventPosition? Find(Journal journal, AccountSeen account, string transaction, CancellationToken stop)
    {
        EventPosition? found = null;
        var id = Encoding.UTF8.GetBytes(transaction);
        for (var batch = account.LastBatch; batch > 0 && found is null;)
        {
            var previous = -1;
            JournalFrames.Each(journal, account.Shard, batch, batch, EventFlags.None, (e, number, index) =>
            {
                if (e->Slot != account.Slot || e->Kind != (byte)account.Kind) return;
                if (previous < 0) previous = e->Previous;
                if (Decides(e, id)) found = new EventPosition(account.Shard, number, index);
            }, stop);
            batch = Math.Max(previous, 0);
        }
        return found;
    }

    /// <summary>Looks through a shard's whole journal for decisions on a transaction.</summary>
    public static void Scan(Journal journal, int shard, int to, byte[] id, List<EventPosition> found,
        Action batchDone, CancellationToken stop)
    {
        var last = 0;
        JournalFrames.Each(journal, shard, 1, to, EventFlags.None, (e, number, index) =>
        {
            if (number != last) batchDone();
            last = number;
            if (Decides(e, id)) found.Add(new EventPosition(shard, number, index));
        }, stop);
    }

    /// <summary>The head of an event.</summary>
    public static EventHeader HeaderAt(Journal journal, EventPosition at, CancellationToken stop)
    {
        var header = new EventHeader();
        JournalFrames.Each(journal, at.Shard, at.Batch, at.Batch, EventFlags.None, (e, _, index) =>
        {
            if (index == at.Index) header = *e;
        }, stop);
        return header;
    }

    /// <summary>All of a decision.</summary>
    public static DecisionDetail Read(Journal journal, string transaction, EntityKey key, EventPosition at,
        AccountSeen? account, RulesThen rules, Func<int, string> modelOf, CancellationToken stop)
    {
        using (rules)
        {
            var (seen, header, name) = EventAt(journal, at, account, stop);
            var body = seen.Body;
            var (before, later) = account is null ? (null, new Later(0, []))
                : Around(journal, account, at, transaction, key, rules.NameOf, stop);
            var line = account?.State.CreditLine ?? 0;
            // What is held for review is an alert by that, not by figures.
            var isRaised = (header.Flags & EventFlags.Alert) != 0 && body.Alerts != AlertRules.Review;
            var isReview = body.Kind == AccountEventKind.HoldPlaced && body.Rule > 0;
            var then = rules.Of(in body);
            var moneyBefore = before is null ? null : MoneyOf(before.Body, line);
            return new DecisionDetail(transaction, name, seen.Time, EventText.NameOf(body.Kind),
                MoneyText.Format(body.Amount, new Currency(body.Currency)), new Currency(body.Currency).ToString(),
                seen.Other, seen.Note, (header.Flags & EventFlags.Late) != 0,
                header.Reason != 0 ? "rejected" : isReview ? "review" : "accepted", seen.Reason,
                DecisionWords.Of(in body, header.Reason, moneyBefore, then), moneyBefore,
                account is null ? null : MoneyOf(body, line), seen.Alerts, isRaised ? body.Deviations : null,
                isRaised ? body.Velocity : null, then.Count > 0 ? body.RuleSet : null, then, later.Rows,
                PlaceOf(journal, at, stop))
            {
                Sequence = later.Sequence, Score = ScoreThen.Of(in body, modelOf),
            };
        }
    }

    private static bool Decides(EventHeader* e, ReadOnlySpan<byte> id) =>
        (e->Flags & EventFlags.Decides) != 0 && EventFrame.Id(e).SequenceEqual(id);

    private static (EventSeen Seen, EventHeader Header, string Account) EventAt(Journal journal, EventPosition at,
        AccountSeen? account, CancellationToken stop)
    {
        (EventSeen, EventHeader, string)? found = null;
        JournalFrames.Each(journal, at.Shard, at.Batch, at.Batch, EventFlags.None, (e, batch, index) =>
        {
            if (index != at.Index) return;
            var name = account?.Id ?? EventText.IdOf(e->Kind, EventFrame.Name(e));
            found = (EventSeen.Of(e, batch, index, name), *e, name);
        }, stop);
        return found!.Value;
    }

    // The account's event before, and the later ones that are about the transaction, the oldest first.
    private static (EventSeen? Before, Later Later) Around(Journal journal,
        AccountSeen account, EventPosition at, string transaction, EntityKey key, Func<int, string> ruleOf,
        CancellationToken stop)
    {
        var history = new AccountHistory(journal, account);
        var rows = new List<AccountEventRow>();
        EventSeen? newer = null;
        var sequence = 0L;
        var (batch, top) = (account.LastBatch, (long)account.Events);
        while (batch > 0)
        {
            var (events, previous) = history.ReadBatch(batch, top, stop);
            foreach (var e in events)
            {
                if (newer is not null) rows.Add(newer.Row(e.Body.Balance, account.Shard, ruleOf));
                newer = null;
                var isBefore = (e.Batch, e.Index).CompareTo((at.Batch, at.Index));
                if (isBefore < 0)
                {
                    rows.Reverse();
                    return (e, new Later(sequence, rows));
                }
                if (isBefore == 0) sequence = e.Sequence;
                if (isBefore > 0 && (e.Transaction == transaction || e.Body.Reference == key)) newer = e;
            }
            (batch, top) = (previous, top - events.Count);
        }
        rows.Reverse();
        return (null, new Later(sequence, rows));
    }

    private static MoneyThen MoneyOf(in AccountEvent e, long creditLine)
    {
        var currency = new Currency(e.Currency);
        return new MoneyThen(MoneyText.Format(e.Balance, currency), MoneyText.Format(e.Held, currency),
            MoneyText.Format(e.Balance + creditLine - e.Held, currency));
    }

    private static JournalPlace PlaceOf(Journal journal, EventPosition at, CancellationToken stop)
    {
        var place = new JournalPlace(at.Shard, at.Batch, at.Index, 0, "");
        journal.Read(at.Shard, at.Batch, at.Batch, 0, (number, data, length) =>
        {
            var epoch = BatchReader.Open(data, length, at.Shard, number).Header.Epoch;
            var hash = SHA256.HashData(new ReadOnlySpan<byte>(data, length));
            place = place with { Epoch = epoch, Hash = Convert.ToHexStringLower(hash) };
            return !stop.IsCancellationRequested;
        });
        return place;
    }

    // Where the decision is among its account's events, and those that came of it.
    private sealed record Later(long Sequence, IReadOnlyList<AccountEventRow> Rows);
}

using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries;

/// <summary>The events of one account, the newest first: each event has the number of the batch before it.</summary>
internal sealed unsafe class AccountHistory(Journal journal, AccountSeen account)
{
    /// <summary>The events from a place on backwards.</summary>
    /// <param name="from">The place.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="stop">Breaks it off.</param>
    public List<EventSeen> Read(HistoryCursor from, int most, CancellationToken stop)
    {
        var events = new List<EventSeen>();
        var (batch, top) = (from.Batch, from.Top);
        while (batch > 0 && events.Count < most)
        {
            var (own, previous) = ReadBatch(batch, top, stop);
            foreach (var e in own)
                if (e.Sequence <= from.Sequence && events.Count < most) events.Add(e);
            (batch, top) = (previous, top - own.Count);
        }
        return events;
    }

    /// <summary>The account's events of a batch, newest first, and the batch before it with some, or 0.</summary>
    public (List<EventSeen> Events, int Previous) ReadBatch(int batch, long top, CancellationToken stop)
    {
        var events = new List<EventSeen>();
        var previous = 0;
        JournalFrames.Each(journal, account.Shard, batch, batch, EventFlags.None, (e, number, index) =>
        {
            if (e->Slot != account.Slot || e->Kind != (byte)account.Kind) return;
            if (events.Count == 0) previous = e->Previous;
            events.Add(EventSeen.Of(e, number, index, account.Id));
        }, stop);
        QueryBounds.Require(events.Count > 0 && previous < batch,
            $"Batch {batch} has no event of '{account.Id}'; use the 'next' of the page before.");
        events.Reverse();
        for (var i = 0; i < events.Count; i++) events[i] = events[i] with { Sequence = top - i, Top = top };
        return (events, previous);
    }
}

/// <summary>An event of an account as the journal has it.</summary>
internal sealed unsafe record EventSeen(AccountEvent Body, DateTimeOffset Time, string? Other, string? Transaction,
    string? Reason, IReadOnlyList<AlertRow> Alerts, int Batch, int Index)
{
    public long Sequence { get; init; }

    public long Top { get; init; }

    /// <summary>The id that the record named; null without one.</summary>
    public string? Note { get; private init; }

    public static EventSeen Of(EventHeader* e, int batch, int index, string account) =>
        new(EventFrame.Body<AccountEvent>(e),
        EventText.TimeOf(e->Time), e->OtherKind == 0 ? null : EventText.IdOf(e->OtherKind, EventFrame.Other(e)),
        e->IdLength == 0 ? null : Encoding.ASCII.GetString(EventFrame.Id(e)),
        e->Reason == 0 ? null : Rejections.NameOf(e->Reason),
        (e->Flags & EventFlags.Alert) == 0 ? [] : [.. EventText.AlertsOf(e, account)], batch, index)
        {
            Note = e->NoteLength == 0 ? null : Encoding.UTF8.GetString(EventFrame.Note(e)),
        };

    public HistoryCursor Cursor(int given) => new(Sequence, Batch, Top, given);

    public AccountEventRow Row(long balanceBefore, int shard, Func<int, string> ruleOf)
    {
        var currency = new Currency(Body.Currency);
        return new AccountEventRow(Sequence, Time, EventText.NameOf(Body.Kind),
            MoneyText.Format(Signed(balanceBefore), currency),
            MoneyText.Format(Body.Balance, currency), MoneyText.Format(Body.Held, currency), Other, Transaction, Reason,
            new EventPosition(shard, Batch, Index))
        {
            Rule = Body.Rule == 0 ? null : $"{ruleOf(Body.Rule)} v{Body.RuleVersion}",
        };
    }

    // What moved tells its own direction; where nothing moved, that of what was asked for.
    private long Signed(long balanceBefore)
    {
        var moved = Body.Balance - balanceBefore;
        if (moved != 0) return moved;
        return Body.Kind switch
        {
            AccountEventKind.HoldPlaced or AccountEventKind.TakeBackRefused or AccountEventKind.HoldCommitted =>
                -Body.Amount,
            AccountEventKind.Rejected
                when Reason is "insufficient-funds" or "exceeds-hold" || Other is not null => -Body.Amount,
            _ => Body.Amount,
        };
    }
}

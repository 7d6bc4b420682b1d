using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;

namespace FinData.Queries.Exports;

/// <summary>Alerts and differences of a shard's journal with the names of their accounts.</summary>
internal static unsafe class AccountEvents
{
    /// <summary>All alerts: id and row as CSV.</summary>
    public static void Alerts(Journal journal, Shard shard, string? account, List<(string Id, string Line)> rows, CancellationToken stop)
    {
        Each(journal, shard, EventFlags.Alert, (e, id) =>
        {
            if ((e->Flags & EventFlags.Alert) == 0 || account is not null && id != account) return;
            foreach (var alert in EventText.AlertsOf(e, id))
                rows.Add((alert.Id, CsvText.Line(alert.Id, TimeText.FormatInstant(e->Time), id, alert.Transaction, alert.Rule, alert.Reason)));
        }, stop);
    }

    /// <summary>All stated balances that did not follow: the adjustment is the event after the one that is marked.</summary>
    public static void Differences(Journal journal, Shard shard, List<(string Id, string Line)> rows, CancellationToken stop)
    {
        Each(journal, shard, EventFlags.Differs, (e, id) =>
        {
            if ((e->Flags & EventFlags.Differs) == 0) return;
            var adjusted = EventFrame.Body<AccountEvent>(EventFrame.Next(e));
            var (transaction, currency) = (Encoding.ASCII.GetString(EventFrame.Id(e)), new Currency(adjusted.Currency));
            rows.Add((transaction, CsvText.Line(transaction, id, TimeText.FormatInstant(e->Time),
                MoneyText.Format(adjusted.Amount, currency), MoneyText.Format(adjusted.Balance, currency))));
        }, stop);
    }

    private delegate void Visitor(EventHeader* e, string id);

    private static void Each(Journal journal, Shard shard, EventFlags tag, Visitor visit, CancellationToken stop)
    {
        var ids = new List<string>();
        JournalFrames.Each(journal, shard.Number, 1, shard.LastCommitted, tag | EventFlags.Opens, (e, _, _) =>
        {
            if (!EntityIdText.IsAccount((EntityKind)e->Kind)) return;
            if ((e->Flags & EventFlags.Opens) != 0) ids.Add(EventText.IdOf(e->Kind, EventFrame.Name(e)));
            if ((e->Flags & tag) != 0 && e->Slot >= 0) visit(e, ids[e->Slot]);
        }, stop);
    }
}

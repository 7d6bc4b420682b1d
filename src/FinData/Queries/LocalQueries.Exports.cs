using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Queries.Exports;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    /// <inheritdoc/>
    public override async Task ExportAsync(string name, ExportOptions options, TextWriter to, CancellationToken stop = default)
    {
        QueryBounds.OneOf("export", name, NodeQueries.Exports);
        QueryBounds.OneOf("by", options.By, ["day"]);
        QueryBounds.Count(options.Count);
        var lines = name switch
        {
            "balances" => await BalancesAsync(options, stop),
            "products" => Folded(new ProductTotals(), (f, s) => f.Add(Journal, s, stop)).Lines(),
            "sales" => Folded(new SalesByDay(), (f, s) => f.Add(Journal, s, stop)).Lines(),
            "top" => Folded(new TopByDay(), (f, s) => f.Add(Journal, s, stop)).Lines(options.Count),
            "alerts" => Sorted("id,time,account,transaction,rule,reason", (s, rows) =>
                AccountEvents.Alerts(Journal, s, AccountOf(options), rows, stop)),
            "differences" => Sorted("transaction,account,time,difference,stated", (s, rows) =>
                AccountEvents.Differences(Journal, s, rows, stop)),
            _ => Letters(options.Reason, stop),
        };
        foreach (var line in lines)
        {
            stop.ThrowIfCancellationRequested();
            await to.WriteAsync(line);
        }
    }

    private async Task<IEnumerable<string>> BalancesAsync(ExportOptions options, CancellationToken stop)
    {
        var filter = new AccountFilter { Search = options.Search, Kind = options.Kind };
        QueryBounds.Check(filter);
        var (_, found) = await ScanAsync(filter, int.MaxValue, stop);
        return found.Select(f =>
        {
            var row = f.Row();
            return CsvText.Line(row.Kind, row.Account, row.Currency, row.Posted, row.Held, row.Available, $"{row.Events}");
        }).Prepend(CsvText.Line("kind", "account", "currency", "posted", "held", "available", "events"));
    }

    private TFold Folded<TFold>(TFold fold, Action<TFold, Shard> add)
    {
        foreach (var shard in shards.Shards) add(fold, shard);
        return fold;
    }

    private IEnumerable<string> Sorted(string header, Action<Shard, List<(string Id, string Line)>> add)
    {
        var rows = new List<(string Id, string Line)>();
        foreach (var shard in shards.Shards) add(shard, rows);
        rows.Sort((x, y) => string.CompareOrdinal(x.Id, y.Id));
        return rows.Select(r => r.Line).Prepend(header + "\n");
    }

    private static string? AccountOf(ExportOptions options)
    {
        if (string.IsNullOrEmpty(options.Account)) return null;
        EntityIdText.Account(options.Account);
        return options.Account;
    }

    private unsafe IEnumerable<string> Letters(string? reason, CancellationToken stop)
    {
        var rows = new List<DeadLetterRow>();
        var sources = Journal.Sources;
        foreach (var shard in shards.Shards)
        {
            JournalFrames.Each(Journal, shard.Number, 1, shard.LastCommitted, EventFlags.DeadLetter, (e, _, _) =>
            {
                if ((e->Flags & EventFlags.DeadLetter) == 0) return;
                if (string.IsNullOrEmpty(reason) || DeadLetterText.ReasonOf(e) == reason) rows.Add(DeadLetterText.RowOf(e, sources));
            }, stop);
        }
        return rows.OrderBy(r => r.Source, StringComparer.Ordinal).ThenBy(r => r.Position)
            .Select(r => CsvText.Line(r.Source ?? "", $"{r.Position}", r.Time is { } t ? TimeText.FormatInstant(t.ToUnixTimeMilliseconds()) : "",
                r.Reason, r.Detail, r.Original))
            .Prepend(CsvText.Line("source", "position", "time", "reason", "detail", "original"));
    }
}

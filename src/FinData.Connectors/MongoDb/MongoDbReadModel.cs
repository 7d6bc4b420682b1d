namespace FinData.Connectors.MongoDb;

/// <summary>The collections <c>events</c> and <c>balances</c> beside the journal's.</summary>
/// <remarks>
/// Written in this order: events, whose ids are their places in the journal; balances, where they are older; the
/// position. Broken off anywhere, it is written again from the position before, to the same end.
/// </remarks>
internal sealed class MongoDbReadModel(MongoPool pool) : ReadModel
{
    private const int EventsPerInsert = 1000;

    public override int LastBatch(int shard)
    {
        using var client = pool.Take();
        using var query = new BsonWriter();
        query.Begin().Int32("_id"u8, shard).End().Begin().End();
        var last = 0;
        client.Find("read_positions", query, document =>
        {
            last = document.Int32("batch"u8);
            return false;
        });
        return last;
    }

    public override void Write(int shard, int upTo, IReadOnlyList<EventRow> events)
    {
        using var client = pool.Take();
        using var some = new BsonWriter();
        // An event that is there already is the same, a balance that is not older stays.
        foreach (var stretch in events.Chunk(EventsPerInsert))
        {
            some.Clear();
            foreach (var e in stretch) Write(some, shard, e);
            client.InsertMissing("events", some);
        }
        some.Clear();
        foreach (var e in Newest(events)) WriteBalance(some, e);
        if (some.Count > 0) client.Upsert("balances", some);
        some.Clear();
        some.Begin().Int32("_id"u8, shard).End().Begin().Begin("$max"u8).Int32("batch"u8, upTo).End().End();
        client.Upsert("read_positions", some);
    }

    private static void Write(BsonWriter to, int shard, EventRow e)
    {
        to.Begin().Text("_id"u8, $"{shard}-{e.Batch}-{e.Index}").Text("entity"u8, e.Entity).Time("time"u8, e.Time)
            .Text("kind"u8, e.Kind).Decimal("amount"u8, e.Amount);
        if (e.Balance is { } balance) to.Decimal("balance"u8, balance);
        to.Text("currency"u8, e.Currency);
        if (e.Transaction is not null) to.Text("transaction"u8, e.Transaction);
        if (e.Other is not null) to.Text("other"u8, e.Other);
        if (e.Reason is not null) to.Text("reason"u8, e.Reason);
        to.End();
    }

    // Where the filter does not find the account since it is as new, the upsert meets its id.
    private static void WriteBalance(BsonWriter to, EventRow e)
    {
        to.Begin().Text("_id"u8, e.Entity).Begin("batch"u8).Int32("$lt"u8, e.Batch).End().End();
        to.Begin().Begin("$set"u8).Decimal("balance"u8, e.Balance!.Value).Text("currency"u8, e.Currency)
            .Time("time"u8, e.Time).Int32("batch"u8, e.Batch).End().End();
    }
}

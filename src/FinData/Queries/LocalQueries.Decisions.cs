using System.Text;
using FinData.Audit;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Shards;
using FinData.Feed;
using FinData.Topologies;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    private static readonly SemaphoreSlim replaying = new(1);

    /// <summary>The settings that decisions are made by again (default: those of a new folder).</summary>
    public AccountPolicy Policy { get; init; } = new();

    /// <summary>Told how many batches of how many a scan has read.</summary>
    public Action<long, long>? Scanned { get; set; }

    /// <inheritdoc/>
    public override async Task<DecisionDetail> DecisionAsync(DecisionAsked asked, CancellationToken stop = default)
    {
        var (place, account) = await PlaceAsync(asked, stop);
        var rules = await RulesThenAsync(shards.Shards[place.Shard], place, stop);
        var models = await ModelsOfAsync(shards.Shards[place.Shard], stop);
        return DecisionReader.Read(Journal, asked.Transaction, shards.Map.CommandKey(Bytes(asked.Transaction)), place,
            account, rules, change => models[change - 1], stop);
    }

    /// <inheritdoc/>
    public override async Task<ReplayReport> DecisionReplayAsync(DecisionAsked asked, CancellationToken stop = default)
    {
        var (place, _) = await PlaceAsync(asked, stop);
        // It takes the memory of a shard.
        await replaying.WaitAsync(stop);
        try
        {
            return await Task.Run(() => new DecisionReplay(Journal, map => FinDataTopology.Regions(map, Policy),
                shards.Options).One(place), stop);
        }
        finally
        {
            replaying.Release();
        }
    }

    // Where the decision lies, and its account as it is now; none where it was rejected before there was one.
    private async Task<(EventPosition Place, AccountSeen? Account)> PlaceAsync(DecisionAsked asked,
        CancellationToken stop)
    {
        var id = Bytes(asked.Transaction);
        QueryBounds.Require(id.Length is > 0 and <= EntityName.IdBytesMax,
            $"'{Refusal.Shorten(id)}' is no id of a transaction; write it as its record has it, such as card:738494.");
        var places = asked.Account is { } account ? await OfAccountAsync(account, asked.Transaction, stop)
            : await RememberedAsync(id, stop);
        if (places.Count == 0 && asked.Scan) places = await ScannedForAsync(id, stop);
        if (places.Count > 1)
            throw new QueryException(QueryFailure.BadRequest, $"'{asked.Transaction}' was decided by " +
                $"{string.Join(" and by ", places.Select(p => p.Account?.Id ?? $"shard {p.Place.Shard}"))}; name one " +
                "with --account.");
        if (places.Count == 1) return places[0];
        throw new QueryException(QueryFailure.NotFound, asked.Scan
            ? $"No decision on '{asked.Transaction}' is in the journal."
            : asked.Account is not null
            ? $"No decision on '{asked.Transaction}' is among the events of '{asked.Account}'. Leave --account out, " +
                "or look through the whole journal with --scan."
            : $"No shard remembers a decision on '{asked.Transaction}'. If it is long ago, name its account with " +
                "--account, or look through the whole journal with --scan.");
    }

    private async Task<List<(EventPosition Place, AccountSeen? Account)>> OfAccountAsync(string account,
        string transaction, CancellationToken stop)
    {
        var seen = await FindAsync(account, stop);
        return DecisionReader.Find(Journal, seen, transaction, stop) is { } place ? [(place, seen)] : [];
    }

    private async Task<List<(EventPosition Place, AccountSeen? Account)>> RememberedAsync(byte[] id,
        CancellationToken stop)
    {
        var key = shards.Map.CommandKey(id);
        var found = new List<EventPosition>();
        foreach (var shard in shards.Shards)
        {
            await ReadAsync(shard, () =>
            {
                if (shard.Remembered.TryFind(key, out var at))
                    found.Add(new EventPosition(shard.Number, at.Batch, at.Frame));
                return false;
            }, stop);
        }
        return await FirstAsync(found, Encoding.ASCII.GetString(id), stop);
    }

    private async Task<List<(EventPosition Place, AccountSeen? Account)>> ScannedForAsync(byte[] id,
        CancellationToken stop)
    {
        var (found, done, all) = (new List<EventPosition>(), 0L, shards.Shards.Sum(s => (long)s.LastCommitted));
        foreach (var shard in shards.Shards)
            await Task.Run(() => DecisionReader.Scan(Journal, shard.Number, shard.LastCommitted, id, found,
                () => Scanned?.Invoke(++done, all), stop), stop);
        return await FirstAsync(found, Encoding.ASCII.GetString(id), stop);
    }

    private async Task<List<(EventPosition Place, AccountSeen? Account)>> FirstAsync(List<EventPosition> found,
        string transaction, CancellationToken stop)
    {
        var places = new List<(EventPosition, AccountSeen?)>();
        foreach (var at in found) places.Add(await FirstAsync(at, transaction, stop));
        return places;
    }

    // What is remembered of one that was taken back is the event that did so; the decision is an earlier one.
    private async Task<(EventPosition, AccountSeen?)> FirstAsync(EventPosition at, string transaction,
        CancellationToken stop)
    {
        var e = DecisionReader.HeaderAt(Journal, at, stop);
        if (!EntityIdText.IsAccount((EntityKind)e.Kind))
            throw new QueryException(QueryFailure.NotFound, $"'{transaction}' is no transaction of an account but a " +
                $"sale, shard/batch/index {at.Shard}/{at.Batch}/{at.Index}; its product has it: findata product show");
        if (e.Slot < 0) return (at, null);
        var shard = shards.Shards[at.Shard];
        var account = "";
        await ReadAsync(shard, () =>
        {
            account = EventText.IdOf(e.Kind, ((AccountRegion)shard.RegionOf(e.Kind)).NameOf(e.Slot));
            return false;
        }, stop);
        var seen = await FindAsync(account, stop);
        var first = (e.Flags & EventFlags.Decides) != 0 ? at : DecisionReader.Find(Journal, seen, transaction, stop);
        return (first ?? at, seen);
    }

    private async Task<RulesThen> RulesThenAsync(Shard shard, EventPosition place, CancellationToken stop)
    {
        var (slot, last) = (-1, 0);
        await ReadAsync(shard, () =>
        {
            var region = (RuleRegion)shard.RegionOf((byte)EntityKind.RuleCopy);
            var name = Domain.Rules.RuleRegistry.Name;
            slot = region.Find(shards.Map.Hasher.Hash((byte)EntityKind.RuleCopy, name));
            if (slot >= 0) last = region.Record(slot).LastBatch;
            return false;
        }, stop);
        return RulesThen.Read(Journal, shard.Number, slot, last, place, stop);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

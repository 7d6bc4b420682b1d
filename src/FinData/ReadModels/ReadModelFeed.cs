using System.Text;
using FinData.Connectors;
using FinData.Domain.Accounts;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Shards;
using FinData.Feed;
using FinData.Queries;

namespace FinData.ReadModels;

/// <summary>Keeps a read model up with a running node's journal, on a thread of its own, behind the commits.</summary>
/// <remarks>
/// It reads batches back that are durable, so nothing that is not decided is ever shown; the shards and the committer
/// do not wait for it. Names are asked of the shards, since a frame has only the entity's slot.
/// </remarks>
public sealed unsafe class ReadModelFeed : IDisposable
{
    private const int RowsPerWrite = 32_000;    // Many, so that an account's balance is written once for many events.

    // A second behind: what an account does within it is one write of its balance.
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1), patience = TimeSpan.FromMilliseconds(50);

    private readonly ShardRegion shards;
    private readonly ReadModel model;
    private readonly int[] last;
    private readonly ManualResetEventSlim stopping = new();
    private readonly Thread thread;
    private Exception? failure;

    /// <summary>Goes on where the model is.</summary>
    public ReadModelFeed(ShardRegion shards, ReadModel model)
    {
        (this.shards, this.model) = (shards, model);
        last = [.. shards.Shards.Select(s => model.LastBatch(s.Number))];
        thread = new Thread(Run) { IsBackground = true, Name = "read model" };
        thread.Start();
    }

    /// <summary>Why it has stopped; null while it goes on.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Waits until all that is durable is in the model; throws what has stopped it.</summary>
    public void WaitForRest(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && shards.Shards.Any(s => Volatile.Read(ref last[s.Number]) < s.LastBatch))
        {
            if (Failure is { } failed) throw failed;
            stop.WaitHandle.WaitOne(patience);
        }
    }

    /// <summary>Stops after the write it is at.</summary>
    public void Dispose()
    {
        stopping.Set();
        thread.Join();
        stopping.Dispose();
    }

    private void Run()
    {
        while (!stopping.IsSet)
        {
            try
            {
                var hasMore = false;
                // Where nodes share the shards each writes those that it owns.
                foreach (var shard in shards.Shards)
                    hasMore |= !stopping.IsSet && shard.Role == ShardRole.Owns && Step(shard);
                if (!hasMore) stopping.Wait(pause);
            }
            catch (JournalException e) when (e.IsTransient)
            {
                stopping.Wait(pause);       // The committer meets the same fault, and tells it.
            }
            catch (FinDataException e)
            {
                Volatile.Write(ref failure, e);
                return;
            }
        }
    }

    // True when there is more at once.
    private bool Step(Shard shard)
    {
        var (from, to) = (last[shard.Number] + 1, shard.LastCommitted);
        if (from > to) return false;
        var (rows, slots, upTo) = (new List<EventRow>(), new List<(byte Kind, int Slot)>(), from - 1);
        shards.Journal.Read(shard.Number, from, to, 0, (number, data, length) =>
        {
            var batch = BatchReader.Open(data, length, shard.Number, number);
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
            {
                if (e->Slot < 0 || !HasRows((EntityKind)e->Kind)) continue;
                rows.Add(RowOf(e, number, i));
                slots.Add((e->Kind, e->Slot));
            }
            upTo = number;
            return rows.Count < RowsPerWrite && !stopping.IsSet;
        });
        if (!TryName(shard, rows, slots)) return false;
        model.Write(shard.Number, upTo, rows);
        Volatile.Write(ref last[shard.Number], upTo);
        return upTo < to;
    }

    // Rankings follow from the sales; rules and models are no postings.
    private static bool HasRows(EntityKind kind) => kind == EntityKind.Product || EntityIdText.IsAccount(kind);

    // On the shard's thread, between two batches; false when the node stops meanwhile.
    private bool TryName(Shard shard, List<EventRow> rows, List<(byte Kind, int Slot)> slots)
    {
        if (rows.Count == 0) return true;
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shard.Query(() =>
        {
            var names = new Dictionary<(byte, int), string>();
            for (var i = 0; i < rows.Count; i++)
            {
                if (!names.TryGetValue(slots[i], out var name))
                    names.Add(slots[i], name = NameOf(shard.RegionOf(slots[i].Kind), slots[i].Kind, slots[i].Slot));
                rows[i] = rows[i] with { Entity = name };
            }
            named.SetResult();
            return false;
        });
        while (!named.Task.IsCompleted)
            if (stopping.Wait(1)) return false;
        return true;
    }

    private static string NameOf(Region region, byte kind, int slot) =>
        EventText.IdOf(kind, region is AccountRegion accounts ? accounts.NameOf(slot)
            : ((ProductRegion)region).NameOf(slot));

    private static EventRow RowOf(EventHeader* e, int batch, int index)
    {
        var row = new EventRow(batch, index, "", "", e->Time, 0, null, "",
            e->IdLength == 0 ? null : Encoding.ASCII.GetString(EventFrame.Id(e)),
            e->OtherLength == 0 ? null : Encoding.UTF8.GetString(EventFrame.Other(e)),
            e->Reason == 0 ? null : Rejections.NameOf(e->Reason));
        if ((EntityKind)e->Kind == EntityKind.Product)
        {
            var sale = EventFrame.Body<ProductEvent>(e);
            return row with
            {
                Kind = sale.Kind.ToString().ToLowerInvariant(), Amount = InUnits(sale.Revenue, 3),
                Currency = new Currency(sale.Currency).ToString(),
            };
        }
        var body = EventFrame.Body<AccountEvent>(e);
        var currency = new Currency(body.Currency);
        return row with
        {
            Kind = EventText.NameOf(body.Kind), Amount = InUnits(EventText.SignedAmount(in body), currency.Digits),
            Balance = InUnits(body.Balance, currency.Digits), Currency = currency.ToString(),
            Other = e->OtherKind == 0 ? null : EventText.IdOf(e->OtherKind, EventFrame.Other(e)),
        };
    }

    // With as many decimals as the currency has: 5.00 and not 5.
    private static decimal InUnits(long minor, int digits)
    {
        var size = minor < 0 ? (ulong)-minor : (ulong)minor;
        return new decimal((int)size, (int)(size >> 32), 0, minor < 0, (byte)digits);
    }
}

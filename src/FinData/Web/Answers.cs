using System.Collections.Concurrent;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.Engine.Shards;

namespace FinData.Web;

/// <summary>
/// Who waits for the decision on a record that was posted; completed by the shards once it is durable.
/// </summary>
/// <remarks>
/// A payment or transfer to another account is answered when the money has arrived or has come back, a change of a rule
/// or model when it is in force on all shards. Where the other account is another node's, the batches that are followed
/// tell; a change of a rule or model is answered there when it is durable, and in force some milliseconds later. Any
/// thread.
/// </remarks>
/// <param name="shards">The node's.</param>
public sealed unsafe class Answers(ShardRegion shards)
{
    private readonly ConcurrentDictionary<uint, Pending> waiting = new();
    private readonly ConcurrentDictionary<EntityKey, Pending> byId = new();     // Where nodes share the shards.
    private int ticket;

    /// <summary>How many wait.</summary>
    public int Count => waiting.Count;

    /// <summary>A place in the queue; give its ticket to the command.</summary>
    public (uint Ticket, Task<Decision> Decided) Wait()
    {
        var number = (uint)Interlocked.Increment(ref ticket);
        if (number == 0) number = (uint)Interlocked.Increment(ref ticket);  // 0 is nobody.
        var pending = new Pending();
        waiting[number] = pending;
        return (number, pending.Source.Task);
    }

    /// <summary>Says which transaction somebody waits for: what another node answers has no ticket.</summary>
    public void Expect(uint number, ReadOnlySpan<byte> transaction)
    {
        if (!shards.IsShared || !waiting.TryGetValue(number, out var pending)) return;
        pending.Id = shards.Map.CommandKey(transaction);
        byId.TryAdd(pending.Id, pending);
    }

    /// <summary>Waits no longer.</summary>
    public void Forget(uint number)
    {
        if (waiting.TryRemove(number, out var pending) && !pending.Id.IsNone)
            byId.TryRemove(new KeyValuePair<EntityKey, Pending>(pending.Id, pending));
    }

    /// <summary>Called for each batch of another node that is applied, and for ours; on its shard's thread.</summary>
    public void Look(Shard shard, Batch batch)
    {
        if (byId.IsEmpty) return;
        var e = batch.FirstFrame;
        for (var i = 0; i < batch.Frames; i++, e = EventFrame.Next(e))
        {
            if (e->Kind == 0 || e->IdLength == 0 || (e->Flags & EventFlags.Decides) != 0
                || shard.RegionOf(e->Kind) is not AccountRegion
                || !byId.TryGetValue(shards.Map.CommandKey(EventFrame.Id(e)), out var pending)) continue;
            var isArrival = EventFrame.Body<AccountEvent>(e).Kind == AccountEventKind.Credited;
            if ((isArrival || pending.First is not null) && Read(shard, batch, i, pending) is { } decision)
                pending.Source.TrySetResult(decision);
        }
    }

    /// <summary>Called for each batch that is durable, on its shard's thread.</summary>
    public void Take(Shard shard, Batch batch)
    {
        foreach (var answer in batch.Answers)
        {
            if (!waiting.TryGetValue(answer.Ticket, out var pending)) continue;
            var decision = answer.Refusal is not null ? new Decision { Refusal = answer.Refusal }
                : answer.Frame < 0 ? new Decision
                {
                    Shard = shard.Number, Batch = answer.Earlier.Batch, Frame = answer.EarlierFrame,
                    IsDuplicate = true,
                }
                : Read(shard, batch, answer.Frame, pending);
            if (decision is null) continue;
            Forget(answer.Ticket);
            pending.Source.TrySetResult(decision);
        }
        Look(shard, batch);
    }

    // Null while the other account has not answered; then the first decision is the answer, or what came back.
    private Decision? Read(Shard shard, Batch batch, int frame, Pending pending)
    {
        var e = batch.FirstFrame;
        for (var i = 0; i < frame; i++) e = EventFrame.Next(e);
        if (shard.RegionOf(e->Kind) is RuleRegion or ModelRegion) return ReadChange(shard, batch, e, frame, pending);
        if (shard.RegionOf(e->Kind) is ProductRegion) return Decision.OfSale(e, shard.Number, batch.Number, frame);

        var body = EventFrame.Body<AccountEvent>(e);
        lock (pending)
        {
            // The money may be seen there before its leaving is told here: the shards are two threads.
            if (body.Kind == AccountEventKind.Credited) pending.HasArrived = true;
            if (body.Kind == AccountEventKind.Credited
                || body.Kind == AccountEventKind.Reversed && pending.First is not null) return pending.First;
            if (body.Kind is AccountEventKind.CreditRefused or AccountEventKind.TakenBack
                or AccountEventKind.TakeBackRefused) return null;
            var decision = Decision.Of(shard, e, shard.Number, batch.Number, frame);
            if (!Accounts.AwaitsOther(in body, e->OtherKind)) return decision;
            pending.First = decision;
            return pending.HasArrived ? decision : null;
        }
    }

    // The registry's shard and those with copies may come here in any order.
    private Decision? ReadChange(Shard shard, Batch batch, EventHeader* e, int frame, Pending pending)
    {
        lock (pending)
        {
            if ((EntityKind)e->Kind is EntityKind.RuleCopy or EntityKind.ModelCopy) pending.Copies++;
            else
                pending.First = new Decision
                {
                    Shard = shard.Number, Batch = batch.Number, Frame = frame, Change = EventFrame.Body<RuleEvent>(e),
                    ModelChange = EventFrame.Body<ModelEvent>(e),
                    Refusal = e->Reason == 0 ? null : Encoding.UTF8.GetString(EventFrame.Note(e)),
                };
            return pending.First?.Refusal is not null || shards.IsShared || pending.Copies == shards.Map.Shards
                ? pending.First : null;
        }
    }

    private sealed class Pending
    {
        public int Copies { get; set; }

        // Shards must not run the request's continuation.
        public TaskCompletionSource<Decision> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Decision? First { get; set; }

        // Of a transaction: its key, and whether another account has had its money.
        public EntityKey Id { get; set; }
        public bool HasArrived { get; set; }
    }
}

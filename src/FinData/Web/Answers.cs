using System.Collections.Concurrent;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;

namespace FinData.Web;

/// <summary>
/// Who waits for the decision on a record that was posted; completed by the shards once it is durable.
/// </summary>
/// <remarks>
/// A payment or transfer to another account is answered when the money has arrived or has come back, a change of a rule
/// or model when it is in force on all shards. Any thread.
/// </remarks>
/// <param name="shards">How many shards there are.</param>
public sealed unsafe class Answers(int shards)
{
    private readonly ConcurrentDictionary<uint, Pending> waiting = new();
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

    /// <summary>Waits no longer.</summary>
    public void Forget(uint number) => waiting.TryRemove(number, out _);

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
            waiting.TryRemove(answer.Ticket, out _);
            pending.Source.TrySetResult(decision);
        }
    }

    // Null while the other account has not answered; then the first decision is the answer, or what came back.
    private Decision? Read(Shard shard, Batch batch, int frame, Pending pending)
    {
        var e = batch.FirstFrame;
        for (var i = 0; i < frame; i++) e = EventFrame.Next(e);
        if (shard.RegionOf(e->Kind) is RuleRegion or ModelRegion) return ReadChange(shard, batch, e, frame, pending);
        if (shard.RegionOf(e->Kind) is ProductRegion) return Decision.OfSale(e, shard.Number, batch.Number, frame);

        var body = EventFrame.Body<AccountEvent>(e);
        if (body.Kind is AccountEventKind.Credited or AccountEventKind.Reversed && pending.First is not null)
            return pending.First;
        if (body.Kind is AccountEventKind.CreditRefused or AccountEventKind.TakenBack
            or AccountEventKind.TakeBackRefused) return null;
        var decision = Decision.Of(shard, e, shard.Number, batch.Number, frame);
        if (!Accounts.AwaitsOther(in body, e->OtherKind)) return decision;
        pending.First = decision;
        return null;
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
            return pending.First?.Refusal is not null || pending.Copies == shards ? pending.First : null;
        }
    }

    private sealed class Pending
    {
        public int Copies { get; set; }

        // Shards must not run the request's continuation.
        public TaskCompletionSource<Decision> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Decision? First { get; set; }
    }
}

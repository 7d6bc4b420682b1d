using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;

namespace FinData.Engine.Shards;

/// <summary>What a node has to do with a shard.</summary>
public enum ShardRole
{
    /// <summary>Another node decides, or none; this one keeps a copy by the journal.</summary>
    Follows,

    /// <summary>It claims the shard.</summary>
    Takes,

    /// <summary>It decides.</summary>
    Owns,

    /// <summary>It takes nothing more in, and waits for what is on its way to the journal.</summary>
    Leaves,

    /// <summary>Another node has claimed it: what was decided here and is not in the journal is thrown away.</summary>
    IsLost,
}

/// <remarks>
/// <code>
///            wanted              claim is durable            not wanted           nothing in flight
///  Follows ──────────► Takes ──────────────────────► Owns ──────────────► Leaves ──────────────────► Follows
///     ▲                  │ ▲                          │                     │
///     │   not wanted     │ └─ claim is fenced: read   └───── fenced ────────┴─► IsLost ─► recovers ─► Follows
///     └──────────────────┘
/// </code>
/// Who follows has applied all that the owner has: taking a shard is reading the last batches and one append. Messages
/// of a shard that is followed are made of its batches, as after a crash; so nodes need no way to each other.
/// </remarks>
public sealed unsafe partial class Shard
{
    // By receiver: its epoch under which it has all that was sent before; 0 for none.
    private readonly long[] links;
    private readonly List<(int Shard, Chunk Chunk)> followedMessages = [];
    private Batch? claim;
    private volatile ShardRole role;
    private volatile bool isWanted, isCaughtUp;

    /// <summary>What this node has to do with it. Any thread.</summary>
    public ShardRole Role => role;

    /// <summary>What its owner has written into its claim: where it is; empty before any. Any thread.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>True when the follower shall read on; an owner only looks whether it is one still.</summary>
    internal bool IsRead(bool isLookedAt) => !inbox.HasFollowed
        && (role is ShardRole.Follows or ShardRole.Takes || isLookedAt && role == ShardRole.Owns && inFlight == 0);

    /// <summary>Says whether this node shall have it. Any thread.</summary>
    internal void Want(bool wanted) => isWanted = wanted;

    /// <summary>Hands over a batch of the shard's owner; null says that there is none yet. Any thread.</summary>
    internal void Followed(Batch? batch)
    {
        if (batch is not null) inbox.PutFollowed(batch);
        else isCaughtUp = true;
    }

    /// <summary>Gives back a batch whose number is another's. Any thread.</summary>
    internal void Fenced(Batch batch) => inbox.PutFenced(batch);

    /// <summary>
    /// Sends a shard that this node has claimed what it has not taken, and from now on whatever comes. On this shard's
    /// thread, as a query: true when it has to be asked again.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Transient faults alone: it is asked again.")]
    internal bool Link(Shard receiver, long epoch, int after)
    {
        if (role == ShardRole.IsLost) return true;
        var again = new List<Chunk>();
        try
        {
            home.Journal.Read(Number, after + 1, LastCommitted, 0, (number, data, length) =>
            {
                WriteAllMessages(BatchReader.Open(data, length, Number, number));
                outbox.TakeAll(followedMessages);
                foreach (var (target, chunk) in followedMessages)
                    if (target == receiver.Number) again.Add(chunk);
                    else home.Map.Return(chunk);
                followedMessages.Clear();
                return true;
            });
        }
        catch (JournalException fault) when (fault.IsTransient)
        {
            again.ForEach(home.Map.Return);
            return true;
        }
        links[receiver.Number] = epoch;
        foreach (var chunk in again) Send(receiver.Number, chunk);
        var time = home.Map.TakeChunk();
        (time.FromShard, time.FromBatch) = (Number, LastCommitted);
        (time.Watermark, time.MessageWatermark) = (told, toldMessages);
        Send(receiver.Number, time);
        return false;
    }

    // To a shard that is another node's, or that has yet to hear what came before, nothing is sent: its owner reads it.
    private void Send(int target, Chunk chunk)
    {
        if (home.IsShared)
        {
            var receiver = home.Shards[target];
            if (links[target] == 0 || receiver.Role != ShardRole.Owns || receiver.Epoch != links[target])
            {
                home.Map.Return(chunk);
                return;
            }
            chunk.Epoch = links[target];
        }
        home.Deliver(target, chunk);
    }

    private bool StepRole()
    {
        var did = false;
        while (inbox.TryTakeFollowed(out var batch))
        {
            Follow(batch);
            did = true;
        }
        while (inbox.TryTakeFenced(out var batch))
        {
            Drop(batch);
            did = true;
        }
        if (role is ShardRole.Follows or ShardRole.Takes) did |= DropWaiting();
        return StepTo() || did;
    }

    private bool StepTo()
    {
        switch (role)
        {
            case ShardRole.Follows when isWanted:
                (role, isCaughtUp) = (ShardRole.Takes, false);
                home.WakeFollower();
                return true;
            case ShardRole.Takes when claim is null && !isWanted:
                role = ShardRole.Follows;
                return true;
            case ShardRole.Takes when claim is null && isCaughtUp:
                claim = MakeClaim();
                home.Sealed(claim);
                return true;
            case ShardRole.Owns when !isWanted:
                role = ShardRole.Leaves;
                return true;
            case ShardRole.Leaves when inFlight == 0:
                Leave(isWanted);
                return true;
            case ShardRole.IsLost when inFlight == 0 && IsCutGone():
                if (!TryReset()) return false;
                home.Admit(Number);
                role = ShardRole.Follows;
                return true;
            default:
                return false;
        }
    }

    private void Leave(bool isWanted)
    {
        unwritten.Clear();
        Array.Clear(unwrittenTaken);
        (role, this.isWanted) = (ShardRole.Follows, isWanted);
    }

    // Says where the owner is; that makes it differ from the claim of any other, and so one of two wins.
    private Batch MakeClaim()
    {
        var batch = home.TakeBatch();
        batch.Begin(Number, LastBatch + 1, home.Now());
        var header = new EventHeader { Slot = -1 };
        var start = home.Started;
        EventFrame.Write(batch.Data, in header, in start, default, default, default,
            System.Text.Encoding.ASCII.GetBytes(home.Owner!));
        batch.Frames = 1;
        batch.Seal(Epoch + 1, Time, lastHash);
        return batch;
    }

    private void Claimed(Batch batch)
    {
        claim = null;
        // Where the answer was lost the claim may have been read back, and even another's after it.
        if (batch.Number > LastBatch)
            ApplyNext(BatchReader.Open(batch.Data.Start, batch.Data.Length, Number, batch.Number), batch.Data.Written);
        var isOurs = batch.Number == LastBatch;
        home.Return(batch);
        if (!isOurs)
        {
            (role, isWanted) = (ShardRole.Follows, false);
            return;
        }
        (announced, announcedMessages) = (long.MinValue, long.MinValue);
        ForgetTimes();
        role = ShardRole.Owns;
        TellRegions(begins: true);
        home.Link(this, taken);
    }

    private void Follow(Batch batch)
    {
        // Another has claimed it while there was nothing to write here, which would have told.
        if (role == ShardRole.Owns && inFlight == 0 && batch.Number == LastBatch + 1) Leave(isWanted: false);
        // What was asked for while the one before was applied has been given already.
        if (batch.Number == LastBatch + 1 && role is ShardRole.Follows or ShardRole.Takes)
        {
            var read = BatchReader.Open(batch.Data.Start, batch.Data.Length, Number, batch.Number);
            ApplyNext(read, batch.Data.Written);
            TellRegions();
            if (home.HasOwned)
            {
                WriteAllMessages(read);
                outbox.TakeAll(followedMessages);
                foreach (var (target, chunk) in followedMessages) Send(target, chunk);
                followedMessages.Clear();
            }
            (batch.Frames, batch.Tags) = (read.Header.Frames, read.Header.Tags);
            home.Applied?.Invoke(this, batch);
        }
        home.Return(batch);
    }

    private void ApplyNext(in BatchReader batch, ReadOnlySpan<byte> bytes)
    {
        if (batch.Header.Number == 1) batch.RequireFirstOf(lastHash);
        else Invariant.Require(batch.Previous.SequenceEqual(lastHash),
            $"batch {batch.Header.Number} of shard {Number} does not follow from the one before.");
        Apply(batch);
        SHA256.HashData(bytes, lastHash);
        LastCommitted = LastBatch;
    }

    // With what its owner has announced, to shards of its own node, beside them.
    private void WriteAllMessages(in BatchReader batch)
    {
        WriteMessages(batch);
        var number = batch.Header.Number;
        if (number % AnnounceEvery == 0)
            for (var target = 0; target < home.Map.Shards; target++) outbox.For(target, number);
        foreach (var position in batch.Sources)
            if (position.Source == AnnouncedSource) WriteAnnounced(number, position.Watermark, position.Position);
    }

    private bool DropWaiting()
    {
        var did = false;
        for (; TryTake(out var chunk); did = true) home.Done(chunk);
        return did;
    }

    private void Drop(Batch batch)
    {
        if (batch == claim)
        {
            (claim, isCaughtUp) = (null, false);
            home.Return(batch);
            home.Admit(Number);
            home.WakeFollower();
            return;
        }
        // Who says that it is this node's has to say so again.
        (role, isWanted) = (ShardRole.IsLost, false);
        inFlight--;
        flying.Remove(batch);
        foreach (var (_, chunk) in batch.Outgoing) home.Map.Return(chunk);
        foreach (var chunk in batch.Taken) home.Done(chunk);
        home.Return(batch);
    }

    // A copy for a snapshot that is being made reads the states that are about to go.
    private bool IsCutGone()
    {
        cut?.Abandon();
        cut?.Dispose();
        cut = null;
        return true;
    }

    // As it was when all that it has sent was durable; from there on it follows. Other shards ask the old regions until
    // the new ones are whole.
    private bool TryReset()
    {
        DropWaiting();
        var last = LastCommitted;
        foreach (var region in regions.Except(attached)) region.Dispose();
        Remembered.Dispose();
        (Counters, Remembered) = (new Counters(), new Remembered(options));
        Fill(home.NewRegions());
        lock (positionsGate) positions.Clear();
        unwritten.Clear();
        Array.Clear(taken);
        Array.Clear(unwrittenTaken);
        home.IdentityHash.CopyTo(lastHash);
        (LastBatch, Epoch, Time, snapshotAt) = (0, 0, long.MinValue, 0);
        (announced, announcedMessages) = (long.MinValue, long.MinValue);
        try
        {
            Recover(last);
        }
        catch (JournalException fault) when (fault.IsTransient)
        {
            return false;       // Another time, from the beginning.
        }
        Attach();
        return true;
    }
}

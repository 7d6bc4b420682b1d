namespace FinData.Engine.Shards;

/// <summary>What a shard has counted since its first batch; a fold of its events like everything else.</summary>
public sealed unsafe class Counters
{
    /// <summary>Records that were accepted, rejected, refused, or had been decided before.</summary>
    public long Accepted, Rejected, Refused, Duplicates;

    /// <summary>Alerts raised, stated balances that did not follow, and all events.</summary>
    public long Alerts, Differing, Events;

    /// <summary>All records.</summary>
    public long Records => Accepted + Rejected + Refused + Duplicates;

    internal void Take(EventHeader* e)
    {
        Events++;
        var flags = e->Flags;
        if ((flags & EventFlags.Decides) != 0)
        {
            if ((flags & EventFlags.Rejected) != 0) Rejected++;
            else Accepted++;
        }
        if ((flags & (EventFlags.Alert | EventFlags.Differs | EventFlags.DeadLetter | EventFlags.Revokes)) == 0) return;
        Alerts += e->Alerts;
        if ((flags & EventFlags.Differs) != 0) Differing++;
        if ((flags & EventFlags.DeadLetter) != 0) Refused++;
        if ((flags & EventFlags.Revokes) != 0)
        {
            Accepted--;
            Rejected++;
        }
    }

    /// <summary>Adds another shard's.</summary>
    public void Add(Counters other)
    {
        Accepted += other.Accepted;
        Rejected += other.Rejected;
        Refused += other.Refused;
        Duplicates += other.Duplicates;
        Alerts += other.Alerts;
        Differing += other.Differing;
        Events += other.Events;
    }

    internal long[] Save() => [Accepted, Rejected, Refused, Duplicates, Alerts, Differing, Events];

    internal void Load(long[] n) =>
        (Accepted, Rejected, Refused, Duplicates, Alerts, Differing, Events) =
        (n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
}

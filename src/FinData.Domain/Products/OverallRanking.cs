using System.Text;
using FinData.Engine.Entities;

namespace FinData.Domain.Products;

/// <summary>The ten best sellers of all shards: each product is in one shard's list, so these are exact.</summary>
/// <remarks>One thread: that of the shard it is in.</remarks>
public sealed class OverallRanking
{
    private readonly SortedDictionary<int, List<RankedProduct>> offers = [];
    private readonly List<RankingStep> steps = [];
    private List<RankedProduct> top = [];
    private int done;

    /// <summary>The name of its scope.</summary>
    public const string Scope = "all";

    /// <summary>The last minute that was closed; one before all times at first.</summary>
    public int Closed { get; private set; } = -1;

    /// <summary>Saved with the shard's snapshots.</summary>
    public SnapshotPart Part => new BytesPart(Save, Load);

    /// <summary>Takes one of a shard's best sellers in the hour up to a minute's end.</summary>
    public void Take(ReadOnlySpan<byte> product, int minute, long quantity)
    {
        if (!offers.TryGetValue(minute, out var best)) offers.Add(minute, best = []);
        RankedProduct.Place(best, Encoding.UTF8.GetString(product), quantity);
    }

    /// <inheritdoc cref="RankingBoard.TryStep"/>
    public bool TryStep(out RankingStep step)
    {
        step = done < steps.Count ? steps[done] : default;
        return done < steps.Count;
    }

    /// <inheritdoc cref="RankingBoard.Take"/>
    public void Take() => done++;

    /// <inheritdoc cref="RankingBoard.TryNext"/>
    public bool TryNext(int upTo, out int minute)
    {
        minute = offers.Count > 0 ? offers.Keys.First() : int.MaxValue;
        return minute <= upTo;
    }

    /// <summary>Closes a minute: who was not in the list of the minute before has entered.</summary>
    public void Close(int minute)
    {
        if (minute != Closed + 1) top = [];
        var now = offers.TryGetValue(minute, out var best) ? best : [];
        steps.Clear();
        done = 0;
        RankingStep.Entered(steps, Scope, top, now);
        (top, Closed) = (now, minute);
        offers.Remove(minute);
    }

    private byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(Closed);
        Write(to, top);
        to.Write(offers.Count);
        foreach (var (minute, best) in offers)
        {
            to.Write(minute);
            Write(to, best);
        }
        to.Flush();
        return bytes.ToArray();
    }

    private void Load(byte[] saved)
    {
        using var from = new BinaryReader(new MemoryStream(saved));
        Closed = from.ReadInt32();
        top = Read(from);
        for (var left = from.ReadInt32(); left > 0; left--) offers.Add(from.ReadInt32(), Read(from));
    }

    private static void Write(BinaryWriter to, List<RankedProduct> list)
    {
        to.Write(list.Count);
        foreach (var (name, quantity) in list)
        {
            to.Write(name);
            to.Write(quantity);
        }
    }

    private static List<RankedProduct> Read(BinaryReader from) =>
        [.. Enumerable.Range(0, from.ReadInt32()).Select(_ => new RankedProduct(from.ReadString(), from.ReadInt64()))];
}

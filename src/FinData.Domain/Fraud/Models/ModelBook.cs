using System.Collections.Concurrent;
using FinData.Domain.Fraud.Features;
using FinData.Engine.Entities;

namespace FinData.Domain.Fraud.Models;

/// <summary>A change of the bank's model.</summary>
/// <param name="Number">Its number: decisions name it.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Name">The model's name; empty where there is none.</param>
/// <param name="By">Who asked.</param>
/// <param name="Time">When, in milliseconds since 1970.</param>
public sealed record ModelChange(int Number, ModelEventKind Kind, string Name, string By, long Time);

/// <summary>Which model scores, and which did: a fold of <see cref="ModelEvent"/>s. One thread: the shard's.</summary>
/// <param name="scores">Whether this copy scores; else it only knows the models' names.</param>
public sealed class ModelBook(bool scores)
{
    private const int ReadMax = 8;

    // Shards have the same models: the first that needs one reads it for all. Emptied when it is full.
    private static readonly ConcurrentDictionary<string, TreeModel?> read = new();

    private readonly List<ModelChange> changes = [];
    private byte[] bytes = [];

    /// <summary>All changes, in order.</summary>
    public IReadOnlyList<ModelChange> Changes => changes;

    /// <summary>The number of the last change; 0 before the first.</summary>
    public int Number => changes.Count;

    /// <summary>Whether payments are remembered for features.</summary>
    public bool Watches => Number > 0 && changes[^1].Kind != ModelEventKind.Stopped;

    /// <summary>What scores; null when nothing does, or when this program cannot read what should.</summary>
    public TreeModel? Model { get; private set; }

    public IEnumerable<SnapshotPart> Parts => [new BytesPart(Save, Load)];

    /// <summary>Takes a change in. Total over every event that was ever journaled.</summary>
    public void Apply(in ModelEvent e, ModelNote note, long time)
    {
        if (e.Kind is ModelEventKind.Refused or ModelEventKind.None) return;
        var name = e.Kind == ModelEventKind.Used ? TreeModel.NameOf(note.Model) : "";
        changes.Add(new ModelChange(e.Number, e.Kind, name, note.By, time));
        if (!scores) return;
        bytes = note.Model.ToArray();
        Model = Read(name, bytes);
    }

    /// <summary>Reads a model before shards need it, so that none of them waits for that.</summary>
    public static void Prepare(ReadOnlySpan<byte> model) => Read(TreeModel.NameOf(model), model);

    // A later program may have other features: then payments have no score, and rules on it cannot tell.
    private static TreeModel? Read(string name, ReadOnlySpan<byte> bytes)
    {
        if (name.Length == 0) return null;
        if (read.TryGetValue(name, out var known)) return known;
        if (read.Count >= ReadMax) read.Clear();
        TreeModel? model = null;
        try
        {
            model = TreeModel.Read(bytes, name, FeatureSet.Names, out _);
        }
        catch (FraudException)
        {
        }
        return read[name] = model;
    }

    private byte[] Save()
    {
        using var saved = new MemoryStream();
        using var to = new BinaryWriter(saved);
        to.Write(changes.Count);
        foreach (var change in changes)
        {
            to.Write((byte)change.Kind);
            to.Write(change.Name);
            to.Write(change.By);
            to.Write(change.Time);
        }
        to.Write(bytes.Length);
        to.Write(bytes);
        return saved.ToArray();
    }

    private void Load(byte[] saved)
    {
        using var from = new BinaryReader(new MemoryStream(saved));
        changes.Clear();
        for (int i = 0, count = from.ReadInt32(); i < count; i++)
            changes.Add(new ModelChange(i + 1, (ModelEventKind)from.ReadByte(), from.ReadString(), from.ReadString(),
                from.ReadInt64()));
        bytes = from.ReadBytes(from.ReadInt32());
        Model = scores && Number > 0 ? Read(changes[^1].Name, bytes) : null;
    }
}

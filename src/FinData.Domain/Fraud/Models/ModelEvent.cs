using System.Text;

namespace FinData.Domain.Fraud.Models;

/// <summary>What can be asked about the bank's fraud model.</summary>
public enum ModelAsk : byte
{
    None = 0,

    /// <summary>Score with this model from now on.</summary>
    Use = 1,

    /// <summary>Score no more, and go on to remember what features look at.</summary>
    Watch = 2,

    /// <summary>Neither score nor remember.</summary>
    Stop = 3,

    /// <summary>Take in what was decided; a message to each shard's copy.</summary>
    Take = 16,
}

/// <summary>What can have happened to the bank's fraud model. The numbers stand in every journal.</summary>
public enum ModelEventKind : byte
{
    None = 0,
    Used = 1,
    Watched = 2,
    Stopped = 3,

    /// <summary>Something was asked that cannot be; nothing has changed.</summary>
    Refused = 4,
}

/// <summary>A command about the model; who asks, and the model, are in the <see cref="ModelNote"/>.</summary>
public struct ModelCommand
{
    public ModelAsk Ask;

    /// <summary>Of <see cref="ModelAsk.Take"/>.</summary>
    public ModelEvent Event;
}

/// <summary>A change of the model.</summary>
public struct ModelEvent
{
    public ModelEventKind Kind;

    /// <summary>The number of the change, from 1: decisions name it.</summary>
    public int Number;
}

/// <summary>What commands and events say beside: who, and the model as its file has it.</summary>
/// <param name="by">Who asks.</param>
/// <param name="model">The model's bytes; empty where there is none.</param>
public readonly ref struct ModelNote(string by, ReadOnlySpan<byte> model)
{
    public string By { get; } = by;
    public ReadOnlySpan<byte> Model { get; } = model;

    /// <summary>The name, a line feed, the model.</summary>
    public byte[] ToBytes() => [.. Encoding.UTF8.GetBytes(By), (byte)'\n', .. Model];

    public static ModelNote Parse(ReadOnlySpan<byte> note)
    {
        var end = note.IndexOf((byte)'\n');
        return end < 0 ? new ModelNote(Encoding.UTF8.GetString(note), default)
            : new ModelNote(Encoding.UTF8.GetString(note[..end]), note[(end + 1)..]);
    }
}

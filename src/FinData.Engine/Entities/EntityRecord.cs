using System.Runtime.InteropServices;
using FinData.Engine.Memory;

namespace FinData.Engine.Entities;

/// <summary>An entity in its shard: what the engine keeps of it, then its state.</summary>
/// <remarks>Packed, since there are millions.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct EntityRecord<TState> : IKeyed where TState : unmanaged
{
    /// <summary>The hash of kind and name.</summary>
    public EntityKey Key;

    /// <summary>Where the name is in the region's texts.</summary>
    public uint Name;

    /// <summary>How many events it has: the sequence number of the last one.</summary>
    public int Events;

    /// <summary>The batch with its last event.</summary>
    public int LastBatch;

    /// <summary>The place of its active part and one; 0 without one.</summary>
    public int Active;

    /// <summary>Its kind.</summary>
    public byte Kind;

    /// <summary>Bytes of its name.</summary>
    public byte NameLength;

    /// <summary>The kind's own state.</summary>
    public TState State;

    readonly EntityKey IKeyed.Key => Key;
}
